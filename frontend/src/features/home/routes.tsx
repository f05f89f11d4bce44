import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [{ index: true, lazy: async () => ({ Component: (await import("./HomePage")).HomePage }) }],
};
