import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page, Broker as Schema } from "@/shared/api/types";

export type BrokerState = "off" | "connecting" | "connected" | "waiting" | "failed";
export type BrokerStatus = Omit<Schema["status"], "state"> & { state: BrokerState };
export type Broker = Omit<Schema, "status"> & { status: BrokerStatus };

const LIST_LIMIT = 200;
const REFRESH_MS = 3_000;

export const brokersQuery = queryOptions({
  queryKey: ["brokers"],
  queryFn: ({ signal }) => api.get<Page<Broker>>("/api/broker-connections", { limit: LIST_LIMIT }, signal),
  refetchInterval: REFRESH_MS,
});
