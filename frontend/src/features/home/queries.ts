import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Alarm, Device, Named, Page } from "@/shared/api/types";

export interface DashboardCard extends Named {
  changed_at: string;
  changed_by: string | null;
}

export interface FlowRow extends Named {
  is_enabled: boolean;
  live_revision: number | null;
  deployed_at: string | null;
}

const SHOWN = 6;
const DEVICES_READ = 500;

export const dashboardsQuery = queryOptions({
  queryKey: ["home", "dashboards"],
  queryFn: ({ signal }) => api.get<Page<DashboardCard>>("/api/dashboards", { limit: SHOWN }, signal),
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
  queryFn: ({ signal }) => api.get<Page<Device>>("/api/devices", { limit: DEVICES_READ }, signal),
  refetchInterval: 15_000,
});

export const flowsQuery = queryOptions({
  queryKey: ["home", "flows"],
  queryFn: ({ signal }) => api.get<Page<FlowRow>>("/api/flows", { limit: SHOWN }, signal),
});
