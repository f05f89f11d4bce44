import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { FlowCredential, Page } from "@/shared/api/types";

const MOST = 500;

export const credentialsQuery = queryOptions({
  queryKey: ["flow-credentials"],
  queryFn: ({ signal }) => api.get<Page<FlowCredential>>("/api/flow-credentials", { limit: MOST }, signal),
});
