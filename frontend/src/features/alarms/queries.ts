import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Alarm, AlarmDetail, Page, Severity } from "@/shared/api/types";

export type Scope = "current" | "history";
export const ALARMS_A_PAGE = 100;

export interface AlarmFilter {
  scope: Scope;
  search: string;
  severity: Severity[];
  device: number | null;
  offset: number;
}

export const alarmsQuery = (filter: AlarmFilter) =>
  queryOptions({
    queryKey: ["alarms", "list", filter],
    queryFn: ({ signal }) => api.get<Page<Alarm>>("/api/alarms", { ...filter, limit: ALARMS_A_PAGE }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const alarmQuery = (id: number) =>
  queryOptions({
    queryKey: ["alarms", "one", id],
    queryFn: ({ signal }) => api.get<AlarmDetail>(`/api/alarms/${id}`, {}, signal),
  });

/** How many alarms are open, and the worst of them: the server lists the worst first. */
export const openAlarmsQuery = queryOptions({
  queryKey: ["alarms", "open"],
  queryFn: ({ signal }) => api.get<Page<Alarm>>("/api/alarms", { scope: "current", limit: 1 }, signal),
  refetchInterval: 60_000,
});
