import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";

export type FailedCall = Readonly<components["schemas"]["FailedCallOut"]>;
export type FailedCallDetail = Readonly<components["schemas"]["FailedCallDetailOut"]>;

export const FAILED_A_PAGE = 50;

export const failedCallsQuery = (filter: { search: string; flow: number | null; offset: number }) =>
  queryOptions({
    queryKey: ["failed-calls", "list", filter],
    queryFn: ({ signal }) =>
      api.get<Page<FailedCall>>(
        "/api/failed-calls",
        { search: filter.search, offset: filter.offset, limit: FAILED_A_PAGE, flow: filter.flow ?? undefined },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const failedCallQuery = (id: number) =>
  queryOptions({
    queryKey: ["failed-calls", "one", id],
    queryFn: ({ signal }) => api.get<FailedCallDetail>(`/api/failed-calls/${id}`, {}, signal),
  });

/** How many there are, of a flow or of all. */
export const failedCountQuery = (flow: number | null) =>
  queryOptions({
    queryKey: ["failed-calls", "count", flow],
    queryFn: async ({ signal }) =>
      (await api.get<Page<FailedCall>>("/api/failed-calls", { limit: 1, flow: flow ?? undefined }, signal)).total,
    refetchInterval: 30_000,
  });

export const resendFailedCalls = (ids: readonly number[]) =>
  api.post<components["schemas"]["ResentOut"]>("/api/failed-calls/resend", { ids });

export const deleteFailedCalls = (ids: readonly number[]) =>
  api.post<components["schemas"]["RemovedOut"]>("/api/failed-calls/delete", { ids });
