import { IconCalendarWeek } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { ScheduleControl } from "./ScheduleControl";

const EXAMPLE_SLOTS = [0, 1, 2, 3, 4].map((day) => ({ day, from: "06:00", to: "18:00", value: 21 }));

export const fields = {
  values: field.choice(["number", "boolean", "text"], "number"),
  min: field.number(0, { visibleIf: { field: "values", is: "number" } }),
  max: field.number(100, { visibleIf: { field: "values", is: "number" } }),
  unit: field.text("", { maxLength: 20 }),
  zone: field.text("", { maxLength: 60, isZone: true }),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "schedule",
  version: 1,
  icon: IconCalendarWeek,
  group: "controls",
  order: 41,
  keywords: "week calendar timer times heating command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { boolean: 0.2, number: 0.1 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 14, h: 13 }, mobile: { w: 6, h: 14 } },
  minSize: { w: 6, h: 9 },
  component: ScheduleControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 5, max: 30, unit: "°C" },
    rules: [],
    sources: [
      sampleSource(
        { dataType: "json", unit: "", isWritable: true },
        { ts: now_ms, value: { default: 17, zone: "UTC", slots: EXAMPLE_SLOTS }, quality: 0 },
      ),
    ],
  }),
});
