import { IconChartDonut } from "@tabler/icons-react";
import { exampleSource } from "../../charts/exampleData";
import { STATISTICS } from "../../data/levels";
import { chartFields, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { PieChart } from "./PieChart";
import { pieTable } from "./slices";

export const fields = {
  by: field.choice(["sources", "states"], "sources"),
  statistic: field.choice(["latest", ...STATISTICS], "latest", { visibleIf: { field: "by", is: "sources" } }),
  isRing: field.boolean(true),
  ...chartFields,
  mappings: field.mappings({ section: "format" }),
};

export const widget = defineWidget({
  type: "pie",
  version: 1,
  icon: IconChartDonut,
  group: "charts",
  order: 40,
  keywords: "pie doughnut donut ring share portion percent states time in state",
  params: fields,
  data: { min: 1, max: 12, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: false,
  shape: "round",
  size: { desktop: { w: 6, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 3, h: 4 },
  component: PieChart,
  table: pieTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: ["heating", "lighting", "machines"].map((path, i) => ({
      ...exampleSource(now_ms, { topic: `m:${i}`, path, unit: "kW" }),
      latest: { ts: now_ms, value: [42, 11, 27][i] ?? 0, quality: 0 },
    })),
  }),
});
