import type { RouteObject } from "react-router";
import { loadTexts } from "@/shared/i18n/i18n";
import type { Feature, NavigationEntry } from "@/shared/routing/Feature";

const modules = import.meta.glob<Feature>("../features/*/routes.tsx", { eager: true, import: "feature" });

/** Every folder below `features/` that has a `routes.tsx`. */
export const features: Feature[] = Object.entries(modules).map(([path, feature]) => {
  const name = path.split("/").at(-2) ?? "";
  return {
    ...feature,
    routes: withTexts(name, feature.routes),
    publicRoutes: feature.publicRoutes && withTexts(name, feature.publicRoutes),
  };
});

/** A page comes with the texts of its feature, both fetched at the same time. */
function withTexts(name: string, routes: readonly RouteObject[]): RouteObject[] {
  return routes.map((route): RouteObject => {
    const { lazy } = route;
    const load = async () => {
      const [page] = await Promise.all([typeof lazy === "function" ? lazy() : undefined, loadTexts(name)]);
      return page ?? {};
    };
    if (route.index) return { ...route, lazy: load };
    return { ...route, lazy: load, children: route.children && withTexts(name, route.children) };
  });
}

export const navigation: NavigationEntry[] = features
  .flatMap((feature) => feature.navigation ?? [])
  .sort((a, b) => a.order - b.order);
