import { IconCpu } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [
    { path: "devices", lazy: async () => ({ Component: (await import("./DevicesPage")).DevicesPage }) },
    { path: "devices/:deviceId", lazy: async () => ({ Component: (await import("./DevicePage")).DevicePage }) },
    { path: "devices/:deviceId/:tab", lazy: async () => ({ Component: (await import("./DevicePage")).DevicePage }) },
  ],
  navigation: [{ to: "/devices", label: "devices:title", icon: IconCpu, order: 30, shortcut: "v" }],
};
