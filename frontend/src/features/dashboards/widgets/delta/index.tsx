import { IconArrowsDiff } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { emptySeries } from "../../data/series";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { DeltaCard } from "./DeltaCard";

const totals = (avg: number) => ({ avg, min: 31, max: 62, sum: 2772, count: 60, first: 40, last: 44, range: 31 });

export const fields = {
  statistic: field.choice(["avg", "min", "max", "sum", "count", "first", "last", "range"], "avg"),
  compare: field.choice(["previous", "day", "week"], "previous"),
  goodIs: field.choice(["neither", "up", "down"], "neither"),
  ...shownFields,
};

export const widget = defineWidget({
  type: "delta",
  version: 1,
  icon: IconArrowsDiff,
  group: "values",
  order: 2,
  keywords: "aggregate delta change trend period compare statistic",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, needsLevels: true, isWritable: false },
  suits: { number: 0.5 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 2, h: 2 },
  component: DeltaCard,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const series = sampleSeries(60, 1000, now_ms);
    return {
      options: {},
      rules: [],
      sources: [
        {
          ...sampleSource({}, { ts: now_ms, value: series.value.at(-1) ?? null, quality: 0 }, series),
          levels: { total: totals(46.2) },
          before: { shift_ms: 60_000, series: emptySeries(), levels: { total: totals(41.8) } },
        },
      ],
    };
  },
});
