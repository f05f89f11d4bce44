import { IconHistory } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { EventLog } from "./EventLog";

export const fields = {
  alarms: field.boolean(true),
  commands: field.boolean(true),
  connections: field.boolean(true),
  inRange: field.boolean(false),
  rows: field.integer(50, { minimum: 1, maximum: 500 }),
  followsVariables: field.boolean(true),
};

export const widget = defineWidget({
  type: "event_log",
  version: 1,
  icon: IconHistory,
  group: "tables",
  order: 23,
  keywords: "event log journal history alarms commands connections",
  params: fields,
  data: { min: 0, max: 50, needsSeries: false, isWritable: false, needsLogin: true },
  suits: {},
  hasRules: false,
  shape: "table",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 9 } },
  minSize: { w: 5, h: 3 },
  component: EventLog,
  upgrade: noUpgrade,
  example: () => ({ options: {}, rules: [], sources: [] }),
});
