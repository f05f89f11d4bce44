import { IconChartHistogram } from "@tabler/icons-react";
import { distributionTable } from "../../charts/distributionTable";
import { exampleDistribution, exampleSource } from "../../charts/exampleData";
import { chartFields, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Histogram } from "./Histogram";

export const fields = {
  count: field.integer(20, { minimum: 3, maximum: 100 }),
  asPercent: field.boolean(false),
  ...chartFields,
  showLimits: field.boolean(true),
};

export const widget = defineWidget({
  type: "histogram",
  version: 1,
  icon: IconChartHistogram,
  group: "charts",
  order: 50,
  keywords: "histogram distribution frequency spread",
  params: fields,
  data: { min: 1, max: 4, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 9, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 4, h: 4 },
  component: Histogram,
  table: distributionTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [exampleSource(now_ms, {}, { levels: { distribution: exampleDistribution() } })],
  }),
});
