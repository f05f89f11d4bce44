import { IconProgress } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Progress } from "./Progress";

export const fields = {
  ...scaleFields,
  style: field.choice(["bar", "ring"], "bar"),
  ...shownFields,
};

export const widget = defineWidget({
  type: "progress",
  version: 1,
  icon: IconProgress,
  group: "values",
  order: 6,
  keywords: "progress percent target quota goal bar ring",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.4 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 3, h: 4 } },
  minSize: { w: 2, h: 2 },
  component: Progress,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { max: 1000 },
    rules: [],
    sources: [sampleSource({ path: "orders/made", unit: "pcs" }, { ts: now_ms, value: 640, quality: 0 })],
  }),
});
