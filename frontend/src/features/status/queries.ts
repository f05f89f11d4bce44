import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";

export interface Part {
  name: string;
  state: "ok" | "down";
  detail: string;
}

export interface ProcessState {
  name: string;
  says: string;
  state: string;
  pid: number | null;
  uptime_s: number | null;
}

export interface Status {
  state: "ok" | "down";
  parts: Part[];
  processes: ProcessState[];
  log: {
    bound_bytes: number;
    partitions: { partition: number; backlog_bytes: number }[];
    consumers: { name: string; lag_bytes: number }[];
  };
  queues: { name: string; waiting: number }[];
  connections: number;
  alarms_open: number;
  mqtt_port: number;
  mqtts_port: number;
}

const REFRESH_MS = 3_000;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => api.get<Status>("/api/status", {}, signal),
  refetchInterval: REFRESH_MS,
  staleTime: 0,
});
