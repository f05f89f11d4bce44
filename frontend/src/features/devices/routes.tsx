import { IconDeviceDesktopAnalytics } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [{ path: "devices", lazy: async () => ({ Component: (await import("./DevicesPage")).DevicesPage }) }],
  navigation: [{ to: "/devices", label: "devices:title", icon: IconDeviceDesktopAnalytics, order: 30, shortcut: "v" }],
};
