import { IconChartBar } from "@tabler/icons-react";
import { exampleBins, exampleSource } from "../../charts/exampleData";
import { STATISTICS } from "../../data/levels";
import { axisFields, binsField, chartFields, compareField, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { BarChart } from "./BarChart";
import { barTable } from "./barTable";

export const fields = {
  by: field.choice(["time", "sources"], "time"),
  statistic: field.choice([...STATISTICS, "latest"], "avg"),
  bins: { ...binsField, visibleIf: { field: "by", is: "time" } },
  mode: field.choice(["grouped", "stacked"], "grouped", { visibleIf: { field: "by", is: "time" } }),
  isHorizontal: field.boolean(false, { visibleIf: { field: "by", is: "sources" } }),
  ...axisFields,
  ...chartFields,
  showLimits: field.boolean(true),
  showZones: field.boolean(false),
  compare: compareField,
};

export const widget = defineWidget({
  type: "bar",
  version: 1,
  icon: IconChartBar,
  group: "charts",
  order: 20,
  keywords: "bar column chart statistic histogram per hour day energy consumption",
  params: fields,
  data: { min: 1, max: 12, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 4, h: 4 },
  component: BarChart,
  table: barTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [exampleSource(now_ms, {}, { levels: { bins: exampleBins(now_ms) } })],
  }),
});
