import { IconTable } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { LatestTable } from "./LatestTable";

export const fields = {
  showDevice: field.boolean(true),
  showAge: field.boolean(true),
  hasSearch: field.boolean(true),
  ...shownFields,
};

export const widget = defineWidget({
  type: "latest_table",
  version: 1,
  icon: IconTable,
  group: "tables",
  order: 20,
  keywords: "values list latest",
  params: fields,
  data: { min: 1, max: 50, needsSeries: false, isWritable: false },
  suits: { several: 0.8, text: 0.4, number: 0.2, boolean: 0.2 },
  hasRules: true,
  shape: "table",
  size: { desktop: { w: 12, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 5, h: 3 },
  component: LatestTable,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource({ topic: "m:1", path: "cpu/load" }, { ts: now_ms, value: 42.6, quality: 0 }),
      sampleSource({ topic: "m:2", path: "memory/used" }, { ts: now_ms - 2000, value: 61.2, quality: 0 }),
      sampleSource({ topic: "m:3", path: "fan/speed", unit: "rpm" }, { ts: now_ms - 1000, value: 1840, quality: 0 }),
    ],
  }),
});
