import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Status } from "@/shared/api/types";

const REFRESH_MS = 3_000;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => api.get<Status>("/api/status", {}, signal),
  refetchInterval: REFRESH_MS,
  staleTime: 0,
});
