import { IconLayoutDashboard } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  publicRoutes: [
    { path: "public/:token", lazy: async () => ({ Component: (await import("./public/PublicPage")).PublicPage }) },
  ],
  routes: [
    { path: "dashboards", lazy: async () => ({ Component: (await import("./DashboardListPage")).DashboardListPage }) },
    {
      path: "dashboards/playlists",
      lazy: async () => ({ Component: (await import("./playlists/PlaylistsPage")).PlaylistsPage }),
    },
    { path: "dashboards/gallery", lazy: async () => ({ Component: (await import("./GalleryPage")).GalleryPage }) },
    {
      path: "dashboards/:dashboardId",
      lazy: async () => ({ Component: (await import("./DashboardPage")).DashboardPage }),
    },
  ],
  navigation: [
    {
      to: "/dashboards",
      label: "dashboards:title",
      icon: IconLayoutDashboard,
      order: 10,
      permission: "view_dashboards",
      shortcut: "d",
    },
  ],
};
