import { IconActivityHeartbeat } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [{ path: "status", lazy: async () => ({ Component: (await import("./StatusPage")).StatusPage }) }],
  navigation: [{ to: "/status", label: "status:title", icon: IconActivityHeartbeat, order: 110 }],
};
