import { IconChartDots } from "@tabler/icons-react";
import { exampleSource } from "../../charts/exampleData";
import { axisFields, chartFields, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { ScatterChart } from "./ScatterChart";
import { scatterTable } from "./scatterTable";

export const fields = {
  color: field.choice(["metric", "age"], "metric"),
  showFit: field.boolean(false),
  ...axisFields,
  decimals: chartFields.decimals,
  showLimits: field.boolean(true),
};

export const widget = defineWidget({
  type: "scatter",
  version: 1,
  icon: IconChartDots,
  group: "charts",
  order: 30,
  keywords: "scatter xy correlation points characteristic curve regression",
  params: fields,
  data: { min: 1, max: 6, needsSeries: true, isWritable: false },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 9, h: 9 }, mobile: { w: 6, h: 9 } },
  minSize: { w: 4, h: 4 },
  component: ScatterChart,
  table: scatterTable,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const x = exampleSource(now_ms, { topic: "m:1", path: "outside/temperature", unit: "°C" });
    const y = exampleSource(now_ms, { topic: "m:2", path: "heating/power", unit: "kW" });
    const value = x.series.value.map((one, i) => (one === null ? null : 90 - one + 6 * Math.sin(i * 7)));
    return { options: { showFit: true }, rules: [], sources: [x, { ...y, series: { ...y.series, value } }] };
  },
});
