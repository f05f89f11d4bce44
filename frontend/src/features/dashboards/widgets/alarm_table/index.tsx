import { IconBell } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { AlarmTable } from "./AlarmTable";
import { PublicAlarms } from "./PublicAlarms";

export const fields = {
  scope: field.choice(["current", "history"], "current"),
  minSeverity: field.choice(["warning", "minor", "major", "critical"], "warning"),
  rows: field.integer(20, { minimum: 1, maximum: 200 }),
  followsVariables: field.boolean(true),
};

export const widget = defineWidget({
  type: "alarm_table",
  version: 1,
  icon: IconBell,
  group: "tables",
  order: 21,
  keywords: "alarms events acknowledge",
  params: fields,
  // It asks the alarms' own door, so that acknowledging here and on the alarm page is one thing.
  data: { min: 0, max: 0, needsSeries: false, isWritable: false, needsLogin: true },
  hasRules: false,
  shape: "table",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 9 } },
  minSize: { w: 6, h: 4 },
  component: AlarmTable,
  publicComponent: PublicAlarms,
  upgrade: noUpgrade,
  example: () => ({ options: {}, rules: [], sources: [] }),
});
