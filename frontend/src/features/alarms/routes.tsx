import { IconBell } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";
import { AlarmBadge } from "./AlarmBadge";

export const feature: Feature = {
  routes: [{ path: "alarms", lazy: async () => ({ Component: (await import("./AlarmsPage")).AlarmsPage }) }],
  navigation: [{ to: "/alarms", label: "alarms:title", icon: IconBell, order: 20, shortcut: "a", Badge: AlarmBadge }],
};
