import { IconRouteSquare2 } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [
    { path: "flows", lazy: async () => ({ Component: (await import("./FlowListPage")).FlowListPage }) },
    {
      path: "flows/subflows",
      lazy: async () => ({ Component: (await import("./subflows/SubflowListPage")).SubflowListPage }),
    },
    {
      path: "flows/subflows/:id",
      lazy: async () => ({ Component: (await import("./subflows/SubflowPage")).SubflowPage }),
    },
    {
      path: "flows/credentials",
      lazy: async () => ({ Component: (await import("./credentials/CredentialsPage")).CredentialsPage }),
    },
    {
      path: "flows/failed-calls",
      lazy: async () => ({ Component: (await import("./failed/FailedCallsPage")).FailedCallsPage }),
    },
    { path: "flows/:id", lazy: async () => ({ Component: (await import("./FlowPage")).FlowPage }) },
  ],
  navigation: [{ to: "/flows", label: "flows:title", icon: IconRouteSquare2, order: 20, shortcut: "f" }],
};
