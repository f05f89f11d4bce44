import { IconCalendarTime } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { DateControl } from "./DateControl";

export const fields = {
  kind: field.choice(["moment", "date", "time"], "moment"),
  sends: field.choice(["text", "seconds", "milliseconds"], "text", { visibleIf: { field: "kind", is: "moment" } }),
  onlyFuture: field.boolean(false, { visibleIf: { field: "kind", is: "moment" } }),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "date_input",
  version: 1,
  icon: IconCalendarTime,
  group: "controls",
  order: 38,
  keywords: "time clock moment day command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { text: 0.2, number: 0.1 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 5 }, mobile: { w: 6, h: 5 } },
  minSize: { w: 5, h: 4 },
  component: DateControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource(
        { dataType: "string", unit: "", isWritable: true },
        { ts: now_ms, value: "2026-03-02T06:30:00Z", quality: 0 },
      ),
    ],
  }),
});
