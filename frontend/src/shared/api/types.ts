import type { components } from "./schema";

/**
 * What the server sends, under the names that the front end uses. The shapes are generated from the API's schema
 * (`npm run types`); where the schema only says "string" or "anything", the set of words is narrowed here.
 */
type Schemas = components["schemas"];
type Narrowed<T, N> = Omit<T, keyof N> & N;

export interface Page<T> {
  items: T[];
  total: number;
}

export type Permission =
  | "read"
  | "view_dashboards"
  | "operate"
  | "write_metric"
  | "acknowledge_alarms"
  | "edit_dashboards"
  | "edit_flows"
  | "manage_dashboards"
  | "manage_devices"
  | "manage_metric"
  | "create_organization"
  | "edit_organization"
  | "manage_users_profiles"
  | "manage_sites"
  | "manage_templates_files"
  | "manage_assets_terminals";

export type OrganizationSummary = Schemas["MyOrganizationOut"];
export type Me = Narrowed<
  Schemas["MeOut"],
  {
    organization: Narrowed<
      Schemas["CurrentOrganizationOut"],
      { permissions: Permission[]; permissions_somewhere: Permission[] }
    >;
  }
>;

export type DataType = "long" | "double" | "boolean" | "string" | "binary" | "json";
export type SampleValue = number | boolean | string | null | Record<string, unknown> | unknown[];
export interface Sample {
  ts: number;
  value: SampleValue;
  /** 0 good, 1 uncertain, 2 bad. */
  quality: number;
}

export type Device = Schemas["DeviceOut"];
export type Metric = Narrowed<Schemas["MetricOut"], { data_type: DataType }>;
export type Credential = Schemas["CredentialOut"];
export type IssuedToken = Schemas["TokenOut"];
export type ConnectionEntry = Narrowed<
  Schemas["ConnectionLogOut"],
  { event: "connected" | "refused" | "disconnected" }
>;
export type DeviceLogEntry = Schemas["DeviceLogOut"];

/** Sites, device types, and whatever else is known by its name. */
export interface Named {
  id: number;
  name: string;
}

export type CommandStatus = "queued" | "sent" | "delivered" | "done" | "failed" | "expired";
export type Command = Narrowed<Schemas["CommandOut"], { status: CommandStatus; value: SampleValue }>;

export type Severity = "critical" | "major" | "minor" | "warning";
export type AlarmState = "active_unacked" | "active_acked" | "cleared_unacked" | "cleared_acked";
interface AlarmWords {
  severity: Severity;
  state: AlarmState;
  value_at_raise: SampleValue;
}
export type Alarm = Narrowed<Schemas["AlarmOut"], AlarmWords>;
export type AlarmTransition = Narrowed<
  Schemas["TransitionOut"],
  {
    kind: "raised" | "cleared" | "acknowledged" | "reset" | "worsened";
    value: SampleValue;
    severity: Severity;
  }
>;
export type AlarmDetail = Narrowed<Schemas["AlarmDetailOut"], AlarmWords & { transitions: AlarmTransition[] }>;
export type AcknowledgedMany = Narrowed<Schemas["BulkAckOut"], { acknowledged: Alarm[] }>;

export type Dashboard = Schemas["DashboardOut"];
export type Flow = Schemas["FlowOut"];
export type Broker = Schemas["BrokerOut"];
export type FlowCredential = Schemas["FlowCredentialOut"];
export type RestTrial = Schemas["RestTrialOut"];
export type Status = Schemas["StatusOut"];
export type Doc = Schemas["DocOut"];
export type DocPage = Schemas["DocPageOut"];
