import type { Broker } from "./queries";

/** What the form holds. A type, not an interface: the form library wants an index signature. */
export type FormFields = Omit<Broker, "id" | "has_password" | "created_at" | "notes" | "status"> & {
  /** Null leaves the stored one as it is. */
  password: string | null;
};

export const EMPTY: FormFields = {
  name: "",
  host: "",
  port: 1883,
  is_tls: false,
  ca: "",
  username: "",
  password: "",
  client_id: "",
  protocol: "5",
  qos: 1,
  shared_group: "",
  topic: "plant/{device}/{metric}",
  payload: "value",
  metric: "",
  value_field: "",
  time_field: "",
  create_devices: true,
  alarm_topic: "",
  is_enabled: true,
};

export function fieldsOf(broker: Broker): FormFields {
  const { id, has_password, created_at, notes, status, ...fields } = broker;
  return { ...fields, password: null };
}

/** Inputs that belong to another kind of payload keep their text in the form, but the server must not see it. */
export function bodyOf(fields: FormFields): Record<string, unknown> {
  const { password, ...body } = fields;
  const isFields = fields.payload === "fields";
  return {
    ...body,
    metric: fields.payload === "json" ? "" : fields.metric,
    value_field: isFields ? fields.value_field : "",
    time_field: isFields ? fields.time_field : "",
    shared_group: fields.protocol === "5" ? fields.shared_group : "",
    ca: fields.is_tls ? fields.ca : "",
    ...(password === null ? {} : { password }),
  };
}

export function trialOf(fields: FormFields, broker: Broker | null): Record<string, unknown> {
  return { ...bodyOf(fields), id: broker?.id ?? null };
}
