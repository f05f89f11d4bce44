import { IconChartAreaLine } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { SparklineCard } from "./SparklineCard";

export const fields = { ...shownFields, area: field.boolean(true) };

export const widget = defineWidget({
  type: "sparkline",
  version: 1,
  icon: IconChartAreaLine,
  group: "values",
  order: 2,
  keywords: "number trend mini chart",
  params: fields,
  data: { min: 1, max: 1, needsSeries: true, isWritable: false },
  suits: { number: 0.8 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 3, h: 3 },
  component: SparklineCard,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const series = sampleSeries(60, 60_000, now_ms);
    const value = series.value.at(-1) ?? null;
    return {
      options: {},
      rules: [],
      sources: [sampleSource({ expected_s: 60 }, { ts: now_ms, value, quality: 0 }, series)],
    };
  },
});
