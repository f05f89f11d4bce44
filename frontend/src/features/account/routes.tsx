import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [
    {
      path: "account",
      lazy: async () => ({ Component: (await import("./AccountFrame")).AccountFrame }),
      children: [
        { index: true, lazy: async () => ({ Component: (await import("./YouPage")).YouPage }) },
        {
          path: "security",
          lazy: async () => ({ Component: (await import("./security/SecurityPage")).SecurityPage }),
        },
        { path: "keys", lazy: async () => ({ Component: (await import("./KeysPage")).KeysPage }) },
        { path: "preferences", lazy: async () => ({ Component: (await import("./PreferencesPage")).PreferencesPage }) },
      ],
    },
  ],
};
