import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Alarm, Dashboard, Device, Flow, Page } from "@/shared/api/types";

const SHOWN = 6;
/** Of those that are gone, so many are looked through for the newest news. */
const GONE_READ = 100;

export const dashboardsQuery = queryOptions({
  queryKey: ["home", "dashboards"],
  // Favourites first, then others by name until the panel is full.
  queryFn: async ({ signal }) => {
    const [marked, all] = await Promise.all([
      api.get<Page<Dashboard>>("/api/dashboards", { favourites: true, limit: SHOWN }, signal),
      api.get<Page<Dashboard>>("/api/dashboards", { limit: SHOWN }, signal),
    ]);
    const rest = all.items.filter(({ is_favourite }) => !is_favourite);
    return { total: all.total, items: [...marked.items, ...rest].slice(0, SHOWN) };
  },
});

// Below "alarms", so that live news of alarms reach it too.
export const alarmsQuery = queryOptions({
  queryKey: ["alarms", "home"],
  queryFn: ({ signal }) => api.get<Page<Alarm>>("/api/alarms", { scope: "current", limit: SHOWN }, signal),
  refetchInterval: 60_000,
});

// Below "devices", for the same reason.
export const devicesQuery = queryOptions({
  queryKey: ["devices", "home"],
  queryFn: async ({ signal }) => {
    const [here, gone] = await Promise.all([
      api.get<Page<Device>>("/api/devices", { online: true, limit: SHOWN }, signal),
      api.get<Page<Device>>("/api/devices", { online: false, limit: GONE_READ }, signal),
    ]);
    return { online: here.total, total: here.total + gone.total, items: [...gone.items, ...here.items] };
  },
  refetchInterval: 15_000,
});

export const flowsQuery = queryOptions({
  queryKey: ["home", "flows"],
  queryFn: ({ signal }) => api.get<Page<Flow>>("/api/flows", { limit: SHOWN }, signal),
});
