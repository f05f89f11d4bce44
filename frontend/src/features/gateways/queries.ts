import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";

export interface BrokerStatus {
  state: "off" | "connecting" | "connected" | "waiting" | "failed";
  since: string | null;
  received: number;
  /** Messages of devices or topics that nobody knows. */
  ignored: number;
  /** Names of devices that are not there. */
  unknown: string[];
  error: string;
}

export interface BrokerFields extends Record<string, unknown> {
  name: string;
  host: string;
  port: number;
  is_tls: boolean;
  ca: string;
  username: string;
  client_id: string;
  protocol: "3.1.1" | "5";
  qos: number;
  shared_group: string;
  topic: string;
  payload: "json" | "value" | "fields";
  metric: string;
  value_field: string;
  time_field: string;
  create_devices: boolean;
  alarm_topic: string;
  is_enabled: boolean;
}

export interface Broker extends BrokerFields {
  id: number;
  has_password: boolean;
  created_at: string;
  /** What is worth knowing about this combination of choices. */
  notes: string[];
  status: BrokerStatus;
}

const LIST_LIMIT = 200;
const REFRESH_MS = 3_000;

export const brokersQuery = queryOptions({
  queryKey: ["brokers"],
  queryFn: ({ signal }) => api.get<Page<Broker>>("/api/broker-connections", { limit: LIST_LIMIT }, signal),
  refetchInterval: REFRESH_MS,
});
