import { IconChartAreaLine } from "@tabler/icons-react";
import { exampleBins, exampleSource } from "../../charts/exampleData";
import { axisFields, binsField, chartFields, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { BandChart } from "./BandChart";
import { bandTable } from "./bandTable";

export const fields = {
  bins: binsField,
  showAverage: field.boolean(true),
  ...axisFields,
  ...chartFields,
  showLimits: field.boolean(true),
  showZones: field.boolean(false),
};

export const widget = defineWidget({
  type: "band",
  version: 1,
  icon: IconChartAreaLine,
  group: "charts",
  order: 14,
  keywords: "band range minimum maximum average envelope min max",
  params: fields,
  data: { min: 1, max: 6, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 4, h: 4 },
  component: BandChart,
  table: bandTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [exampleSource(now_ms, {}, { levels: { bins: exampleBins(now_ms, 24) } })],
  }),
});
