import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { ExportJob } from "@/shared/export/types";
import type { ExportSchedule, ImportJob, QueryAnswer, QueryDefinition, SavedQuery } from "./types";

export const A_PAGE = 50;
const BUSY_MS = 1_000;
const CALM_MS = 30_000;

interface Work {
  status: string;
}

/** Look again soon while something is under way. */
function pace(rows: readonly Work[] | undefined): number {
  return rows?.some(({ status }) => status === "waiting" || status === "running") ? BUSY_MS : CALM_MS;
}

export const answerQuery = (definition: QueryDefinition) =>
  queryOptions({
    queryKey: ["data", "run", definition],
    queryFn: ({ signal }) => api.post<QueryAnswer>("/api/queries/run", definition, { signal, timeout_s: 60 }),
    enabled: definition.metrics.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 15_000,
  });

export const savedQueriesQuery = queryOptions({
  queryKey: ["data", "saved"],
  queryFn: ({ signal }) => api.get<Page<SavedQuery>>("/api/queries", { limit: 500 }, signal),
});

export const exportsQuery = (offset: number, search: string) =>
  queryOptions({
    queryKey: ["exports", "list", offset, search],
    queryFn: ({ signal }) => api.get<Page<ExportJob>>("/api/exports", { limit: A_PAGE, offset, search }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pace(state.data?.items),
  });

export const runsQuery = (schedule: number) =>
  queryOptions({
    queryKey: ["exports", "runs", schedule],
    queryFn: ({ signal }) => api.get<Page<ExportJob>>("/api/exports", { schedule, limit: 20 }, signal),
    refetchInterval: ({ state }) => pace(state.data?.items),
  });

export const schedulesQuery = queryOptions({
  queryKey: ["data", "schedules"],
  queryFn: ({ signal }) => api.get<Page<ExportSchedule>>("/api/export-schedules", { limit: 100 }, signal),
  refetchInterval: CALM_MS,
});

export const importsQuery = (offset: number) =>
  queryOptions({
    queryKey: ["data", "imports", offset],
    queryFn: ({ signal }) => api.get<Page<ImportJob>>("/api/imports", { limit: A_PAGE, offset }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pace(state.data?.items),
  });

export const importQuery = (id: number) =>
  queryOptions({
    queryKey: ["data", "import", id],
    queryFn: ({ signal }) => api.get<ImportJob>(`/api/imports/${id}`, {}, signal),
    refetchInterval: ({ state }) => pace(state.data && [state.data]),
  });
