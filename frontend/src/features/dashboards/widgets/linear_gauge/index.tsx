import { IconRulerMeasure } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { LinearGauge } from "./LinearGauge";

export const fields = {
  ...scaleFields,
  direction: field.choice(["horizontal", "vertical"], "horizontal"),
  showExtremes: field.boolean(true),
  ...shownFields,
};

export const widget = defineWidget({
  type: "linear_gauge",
  version: 1,
  icon: IconRulerMeasure,
  group: "values",
  order: 5,
  keywords: "bar gauge horizontal vertical meter limits range",
  params: fields,
  data: { min: 1, max: 1, needsSeries: true, isWritable: false },
  suits: { number: 0.6 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 2, h: 2 },
  component: LinearGauge,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 0, max: 100 },
    rules: [
      { when: "above", value: 75, level: "minor", text: "" },
      { when: "above", value: 90, level: "critical", text: "" },
    ],
    sources: [sampleSource({}, { ts: now_ms, value: 63, quality: 0 }, sampleSeries(60, 1000, now_ms))],
  }),
});
