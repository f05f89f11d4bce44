import { IconCalendarTime } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { TimeRangeControl } from "./TimeRangeControl";

export const fields = {
  spans: field.texts(["15m", "1h", "6h", "24h", "7d"], { maxItems: 12 }),
  showSteps: field.boolean(true),
};

export const widget = defineWidget({
  type: "time_range",
  version: 1,
  icon: IconCalendarTime,
  group: "controls",
  order: 90,
  keywords: "time range period control zoom last hours days live",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 9, h: 3 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 4, h: 2 },
  component: TimeRangeControl,
  upgrade: noUpgrade,
  example: () => ({ options: {}, rules: [], sources: [] }),
});
