import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  publicRoutes: [{ path: "login", lazy: async () => ({ Component: (await import("./LoginPage")).LoginPage }) }],
  routes: [],
};
