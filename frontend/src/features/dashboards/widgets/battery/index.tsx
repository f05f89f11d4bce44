import { IconBattery3 } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { defineWidget } from "../widget";
import { Battery } from "./Battery";

export const fields = { ...scaleFields, ...shownFields };

export const widget = defineWidget({
  type: "battery",
  version: 1,
  icon: IconBattery3,
  group: "values",
  order: 10,
  keywords: "battery charge accumulator",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.3 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 4, h: 4 }, mobile: { w: 3, h: 3 } },
  minSize: { w: 2, h: 2 },
  component: Battery,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [{ when: "below", value: 20, level: "major", text: "Charge it" }],
    sources: [sampleSource({ path: "battery" }, { ts: now_ms, value: 78, quality: 0 })],
  }),
});
