/** What the server sends, as the rest of the front end names it. */

export interface Page<T> {
  items: T[];
  total: number;
}

export type Role = "viewer" | "operator" | "engineer";
export type Permission =
  | "read"
  | "view_dashboards"
  | "operate"
  | "write_metric"
  | "acknowledge_alarms"
  | "edit_dashboards"
  | "edit_flows"
  | "manage_devices"
  | "manage_metric";

export interface OrganizationSummary {
  id: string;
  name: string;
  role: Role;
}

export interface Me {
  user: { id: number; email: string; name: string };
  organizations: OrganizationSummary[];
  organization: OrganizationSummary & { permissions: Permission[] };
}

export type DataType = "long" | "double" | "boolean" | "string" | "binary" | "json";
export type SampleValue = number | boolean | string | null | Record<string, unknown> | unknown[];
export interface Sample {
  ts: number;
  value: SampleValue;
  /** 0 good, 1 uncertain, 2 bad. */
  quality: number;
}

export interface Device {
  id: number;
  name: string;
  description: string;
  site_id: number | null;
  site: string | null;
  type_id: number | null;
  type: string | null;
  is_gateway: boolean;
  may_create_metrics: boolean;
  online: boolean;
  last_seen_at: string | null;
  metric_count: number;
  created_at: string;
}

export interface Metric {
  id: number;
  device_id: number;
  device: string;
  path: string;
  unit: string;
  data_type: DataType;
  expected_interval_s: number | null;
  low: number | null;
  high: number | null;
  is_writable: boolean;
  retention_days: number | null;
}

export interface Named {
  id: number;
  name: string;
}

export type CommandStatus = "queued" | "sent" | "delivered" | "done" | "failed" | "expired";
export interface Command {
  id: number;
  device_id: number;
  metric_id: number | null;
  name: string;
  value: SampleValue;
  status: CommandStatus;
  detail: string;
  requested_by: string | null;
  created_at: string;
  sent_at: string | null;
  delivered_at: string | null;
  finished_at: string | null;
  expires_at: string;
}

export type Severity = "critical" | "major" | "minor" | "warning";
export type AlarmState = "active_unacked" | "active_acked" | "cleared_unacked" | "cleared_acked";
export interface Alarm {
  id: number;
  rule_id: number;
  title: string;
  severity: Severity;
  state: AlarmState;
  is_open: boolean;
  device_id: number | null;
  device: string | null;
  metric_id: number | null;
  value_at_raise: SampleValue;
  text: string;
  raised_at: string;
  cleared_at: string | null;
  clear_cause: string | null;
  ack_at: string | null;
  ack_by: string | null;
  ack_comment: string;
  closed_at: string | null;
  still_active: boolean;
  version: number;
}
