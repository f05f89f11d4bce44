import { IconHelp } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [
    {
      path: "help/reference/*",
      lazy: async () => ({ Component: (await import("./reference/ReferencePage")).ReferencePage }),
    },
    { path: "help", lazy: async () => ({ Component: (await import("./HelpPage")).HelpPage }) },
    { path: "help/*", lazy: async () => ({ Component: (await import("./HelpPage")).HelpPage }) },
  ],
  navigation: [{ to: "/help", label: "help:title", icon: IconHelp, order: 100 }],
};
