import { IconGridDots } from "@tabler/icons-react";
import { exampleHours, exampleSource } from "../../charts/exampleData";
import { binsField, chartFields, noUpgrade, statisticField } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { HeatMap } from "./HeatMap";
import { heatTable } from "./heatFigure";

export const fields = {
  by: field.choice(["weekday", "date", "sources"], "weekday"),
  statistic: statisticField,
  bins: { ...binsField, visibleIf: { field: "by", is: "sources" } },
  min: field.optionalNumber(),
  max: field.optionalNumber(),
  ...chartFields,
};

export const widget = defineWidget({
  type: "heatmap",
  version: 1,
  icon: IconGridDots,
  group: "charts",
  order: 54,
  keywords: "heat map matrix hour day week calendar pattern carpet",
  params: fields,
  data: { min: 1, max: 50, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: false,
  shape: "chart",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 4, h: 4 },
  component: HeatMap,
  table: heatTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [exampleSource(now_ms, {}, { levels: { hours: exampleHours() } })],
  }),
});
