import type { Feature, NavigationEntry } from "@/shared/routing/Feature";

const modules = import.meta.glob<Feature>("../features/*/routes.tsx", { eager: true, import: "feature" });

/** Every folder below `features/` that has a `routes.tsx`. */
export const features: Feature[] = Object.values(modules);

export const navigation: NavigationEntry[] = features
  .flatMap((feature) => feature.navigation ?? [])
  .sort((a, b) => a.order - b.order);
