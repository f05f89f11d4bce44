import { IconChartLine } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { axisFields, chartFields, compareField, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Trend } from "./Trend";

export const fields = {
  style: field.choice(["line", "area", "step", "points"], "line"),
  ...axisFields,
  ...chartFields,
  showLimits: field.boolean(true),
  showZones: field.boolean(false),
  compare: compareField,
};

export const widget = defineWidget({
  type: "timeseries",
  version: 1,
  icon: IconChartLine,
  group: "charts",
  order: 10,
  keywords: "chart line trend graph history plot",
  params: fields,
  data: { min: 1, max: 12, needsSeries: true, isWritable: false },
  suits: { number: 0.75, several: 0.9, boolean: 0.2 },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 4, h: 4 },
  component: Trend,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const series = sampleSeries(120, 30_000, now_ms);
    const value = series.value.at(-1) ?? null;
    return {
      options: {},
      rules: [],
      sources: [sampleSource({ expected_s: 30 }, { ts: now_ms, value, quality: 0 }, series)],
    };
  },
});
