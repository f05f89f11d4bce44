import { IconGauge } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { RadialGauge } from "./RadialGauge";

export const fields = { ...scaleFields, showExtremes: field.boolean(true), ...shownFields };

export const widget = defineWidget({
  type: "gauge",
  version: 1,
  icon: IconGauge,
  group: "values",
  order: 3,
  keywords: "radial dial meter limits",
  params: fields,
  data: { min: 1, max: 1, needsSeries: true, isWritable: false },
  suits: { number: 0.7 },
  hasRules: true,
  shape: "round",
  size: { desktop: { w: 6, h: 8 }, mobile: { w: 3, h: 6 } },
  minSize: { w: 3, h: 4 },
  component: RadialGauge,
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
