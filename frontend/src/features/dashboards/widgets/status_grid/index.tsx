import { IconLayoutGrid } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { StatusGrid } from "./StatusGrid";

export const fields = {
  showValue: field.boolean(true),
  showDevice: field.boolean(true),
  ...shownFields,
};

export const widget = defineWidget({
  type: "status_grid",
  version: 1,
  icon: IconLayoutGrid,
  group: "values",
  order: 13,
  keywords: "status grid tiles overview matrix many states",
  params: fields,
  data: { min: 1, max: 50, needsSeries: false, isWritable: false },
  suits: { several: 0.55, boolean: 0.3, number: 0.3 },
  hasRules: true,
  shape: "table",
  size: { desktop: { w: 12, h: 6 }, mobile: { w: 6, h: 6 } },
  minSize: { w: 3, h: 3 },
  component: StatusGrid,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [
      { when: "above", value: 60, level: "minor", text: "Warm" },
      { when: "above", value: 80, level: "critical", text: "Hot" },
    ],
    sources: [42, 55, 64, 31, 88, 47].map((value, i) =>
      sampleSource(
        { topic: `m:${i}`, device: `Motor ${i + 1}`, path: "temperature", unit: "°C" },
        { ts: now_ms, value, quality: 0 },
      ),
    ),
  }),
});
