import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Alarm, Dashboard, Device, Flow, Page } from "@/shared/api/types";

const SHOWN = 6;
const DEVICES_READ = 500;

export const dashboardsQuery = queryOptions({
  queryKey: ["home", "dashboards"],
  queryFn: ({ signal }) => api.get<Page<Dashboard>>("/api/dashboards", { limit: SHOWN }, signal),
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
  queryFn: ({ signal }) => api.get<Page<Flow>>("/api/flows", { limit: SHOWN }, signal),
});
