import { IconTemperature } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { defineWidget } from "../widget";
import { Thermometer } from "./Thermometer";

export const fields = { ...scaleFields, ...shownFields };

export const widget = defineWidget({
  type: "thermometer",
  version: 1,
  icon: IconTemperature,
  group: "values",
  order: 9,
  keywords: "thermometer temperature",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.4 },
  hasRules: true,
  shape: "round",
  size: { desktop: { w: 4, h: 8 }, mobile: { w: 3, h: 6 } },
  minSize: { w: 2, h: 4 },
  component: Thermometer,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: -10, max: 40 },
    rules: [],
    sources: [sampleSource({ path: "room/temperature", unit: "°C" }, { ts: now_ms, value: 21.4, quality: 0 })],
  }),
});
