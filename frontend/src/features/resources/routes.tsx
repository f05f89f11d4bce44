import { IconSitemap } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

const page = async () => ({ Component: (await import("./ResourcesPage")).ResourcesPage });

export const feature: Feature = {
  routes: [
    { path: "resources", lazy: page },
    { path: "resources/:key", lazy: page },
    { path: "resources/:key/:tab", lazy: page },
  ],
  navigation: [{ to: "/resources", label: "resources:title", icon: IconSitemap, order: 25, shortcut: "r" }],
};
