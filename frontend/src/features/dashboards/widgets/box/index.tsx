import { IconChartCandle } from "@tabler/icons-react";
import { distributionTable } from "../../charts/distributionTable";
import { exampleDistribution, exampleSource } from "../../charts/exampleData";
import { axisFields, chartFields, noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { BoxChart } from "./BoxChart";

export const fields = {
  style: field.choice(["box", "violin"], "box"),
  showOutliers: field.boolean(true),
  ...axisFields,
  ...chartFields,
  showLimits: field.boolean(true),
  showZones: field.boolean(false),
};

export const widget = defineWidget({
  type: "box",
  version: 1,
  icon: IconChartCandle,
  group: "charts",
  order: 52,
  keywords: "box plot violin quartile median outlier distribution compare",
  params: fields,
  data: { min: 1, max: 12, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 9, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 3, h: 4 },
  component: BoxChart,
  table: distributionTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: ["line 1", "line 2", "line 3"].map((path, i) =>
      exampleSource(
        now_ms,
        { topic: `m:${i}`, path, unit: "°C" },
        { levels: { distribution: exampleDistribution(48 + 6 * i) } },
      ),
    ),
  }),
});
