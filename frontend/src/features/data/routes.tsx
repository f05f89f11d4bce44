import { IconChartHistogram } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [
    { path: "data", lazy: async () => ({ Component: (await import("./query/QueryPage")).QueryPage }) },
    { path: "data/exports", lazy: async () => ({ Component: (await import("./exports/ExportsPage")).ExportsPage }) },
    {
      path: "data/schedules",
      lazy: async () => ({ Component: (await import("./schedules/SchedulesPage")).SchedulesPage }),
    },
    { path: "data/imports", lazy: async () => ({ Component: (await import("./imports/ImportsPage")).ImportsPage }) },
    { path: "data/imports/:id", lazy: async () => ({ Component: (await import("./imports/ImportPage")).ImportPage }) },
  ],
  navigation: [{ to: "/data", label: "data:title", icon: IconChartHistogram, order: 27, shortcut: "q" }],
};
