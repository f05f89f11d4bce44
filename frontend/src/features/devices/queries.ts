import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, call, inOrganization } from "@/shared/api/client";
import type { Command, ConnectionEntry, Device, DeviceLogEntry, Metric, Page, Sample } from "@/shared/api/types";
import type { DeviceFilter } from "./list/filter";

export const DEVICES_A_PAGE = 50;
export const ROWS_A_LOG_PAGE = 50;
const LOOK_AGAIN_MS = 3_000;

export const devicesQuery = (filter: DeviceFilter, organizationId?: string) =>
  queryOptions({
    queryKey: ["devices", "list", filter, organizationId],
    queryFn: ({ signal }) =>
      call<Page<Device>>("GET", "/api/devices", {
        query: { ...filter, archived: filter.archived || null, limit: DEVICES_A_PAGE },
        signal,
        ...inOrganization(organizationId),
      }),
    placeholderData: keepPreviousData,
    // Last seen is a time that grows old even when nothing is announced.
    refetchInterval: 30_000,
  });

export const deviceQuery = (id: number) =>
  queryOptions({
    queryKey: ["devices", "one", id],
    queryFn: ({ signal }) => api.get<Device>(`/api/devices/${id}`, {}, signal),
    refetchInterval: 30_000,
  });

export const metricsQuery = (deviceId: number) =>
  queryOptions({
    queryKey: ["devices", "metrics", deviceId],
    queryFn: ({ signal }) => api.get<Metric[]>(`/api/devices/${deviceId}/metrics`, {}, signal),
    refetchInterval: 30_000,
  });

export const commandsQuery = (deviceId: number, offset: number) =>
  queryOptions({
    queryKey: ["devices", "commands", deviceId, offset],
    queryFn: ({ signal }) =>
      api.get<Page<Command>>(`/api/devices/${deviceId}/commands`, { offset, limit: ROWS_A_LOG_PAGE }, signal),
    placeholderData: keepPreviousData,
    // News of commands come live, but only of the current organization's.
    refetchInterval: ({ state: { data } }) => data?.items.some(({ finished_at }) => !finished_at) && LOOK_AGAIN_MS,
  });

export const connectionLogQuery = (deviceId: number, offset: number) =>
  queryOptions({
    queryKey: ["devices", "connection-log", deviceId, offset],
    queryFn: ({ signal }) =>
      api.get<Page<ConnectionEntry>>(
        `/api/devices/${deviceId}/connection-log`,
        { offset, limit: ROWS_A_LOG_PAGE },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export const deviceLogQuery = (deviceId: number, offset: number) =>
  queryOptions({
    queryKey: ["devices", "log", deviceId, offset],
    queryFn: ({ signal }) =>
      api.get<Page<DeviceLogEntry>>(`/api/devices/${deviceId}/log`, { offset, limit: ROWS_A_LOG_PAGE }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export interface Series {
  metric: number;
  ts: number[];
  value: Sample["value"][];
}

const METRICS_A_REQUEST = 50;

/** Some minutes of several metrics, thinned out on the server. */
export async function readSeries(
  metric: number[],
  { from, points, signal }: { from: string; points: number; signal?: AbortSignal },
): Promise<Series[]> {
  const parts: number[][] = [];
  for (let at = 0; at < metric.length; at += METRICS_A_REQUEST) parts.push(metric.slice(at, at + METRICS_A_REQUEST));
  const answers = await Promise.all(
    parts.map((part) =>
      api.get<{ series: Series[] }>("/api/samples/series", { metric: part, from, to: "now", points }, signal),
    ),
  );
  return answers.flatMap((answer) => answer.series);
}
