import { IconCompass } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Compass } from "./Compass";

export const fields = {
  offset: field.number(0, { minimum: -360, maximum: 360 }),
  ...shownFields,
};

export const widget = defineWidget({
  type: "compass",
  version: 1,
  icon: IconCompass,
  group: "values",
  order: 12,
  keywords: "compass wind direction heading pointer",
  params: fields,
  data: { min: 1, max: 2, needsSeries: false, isWritable: false },
  suits: { number: 0.25 },
  hasRules: false,
  shape: "round",
  size: { desktop: { w: 5, h: 8 }, mobile: { w: 3, h: 6 } },
  minSize: { w: 3, h: 4 },
  component: Compass,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource({ topic: "m:1", path: "wind/direction", unit: "°" }, { ts: now_ms, value: 247, quality: 0 }),
      sampleSource({ topic: "m:2", path: "wind/speed", unit: "m/s" }, { ts: now_ms, value: 6.4, quality: 0 }),
    ],
  }),
});
