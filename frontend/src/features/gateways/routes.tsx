import { IconPlugConnected } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [{ path: "brokers", lazy: async () => ({ Component: (await import("./BrokersPage")).BrokersPage }) }],
  navigation: [
    { to: "/brokers", label: "gateways:title", icon: IconPlugConnected, order: 50, permission: "manage_devices" },
  ],
};
