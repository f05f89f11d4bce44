import { IconLayoutDashboard } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

/** A server that thinks longer is waited for by a page that says so. */
const LONGEST_WAIT_MS = 1000;

/** What `index.html` shows is still on the screen. */
function isFirstFrame(): boolean {
  return document.querySelector(".first-frame:not([hidden])") !== null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

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
      loader: ({ params, request }) => {
        const { searchParams } = new URL(request.url);
        const asking = import("./data/askEarly")
          .then(({ askEarly }) => askEarly(Number(params.dashboardId), searchParams))
          // What fails is asked for again by the page, which shows why.
          .catch(() => undefined);
        // Drawn once with its values a page stands sooner than drawn three times; inside the program it shows itself at once.
        return isFirstFrame() ? Promise.race([asking, pause(LONGEST_WAIT_MS)]).then(() => null) : null;
      },
      // Another range, page or variable is the page's own affair.
      shouldRevalidate: ({ currentUrl, nextUrl }) => currentUrl.pathname !== nextUrl.pathname,
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
