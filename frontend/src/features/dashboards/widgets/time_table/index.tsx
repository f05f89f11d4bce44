import { IconTableColumn } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { TimeTable } from "./TimeTable";

export const fields = {
  step: field.choice(["exact", "second", "minute", "hour", "day"], "exact"),
  pageRows: field.integer(50, { minimum: 5, maximum: 500 }),
  ...shownFields,
};

export const widget = defineWidget({
  type: "time_table",
  version: 1,
  icon: IconTableColumn,
  group: "tables",
  order: 22,
  keywords: "time series table history samples rows columns",
  params: fields,
  data: { min: 1, max: 50, needsSeries: true, isWritable: false },
  suits: { several: 0.45, number: 0.3, boolean: 0.2 },
  hasRules: true,
  shape: "table",
  size: { desktop: { w: 12, h: 9 }, mobile: { w: 6, h: 9 } },
  minSize: { w: 4, h: 4 },
  component: TimeTable,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const source = (path: string, unit: string) => {
      const series = sampleSeries(60, 1000, now_ms);
      const value = series.value.at(-1) ?? null;
      return sampleSource({ topic: `m:${path}`, path, unit }, { ts: now_ms, value, quality: 0 }, series);
    };
    return { options: { pageRows: 10 }, rules: [], sources: [source("cpu/load", "%"), source("memory/used", "%")] };
  },
});
