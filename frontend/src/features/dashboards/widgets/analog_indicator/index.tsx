import { IconArrowsUpDown } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { AnalogIndicator } from "./AnalogIndicator";

export const fields = {
  ...scaleFields,
  normalLow: field.optionalNumber(),
  normalHigh: field.optionalNumber(),
  ...shownFields,
};

export const widget = defineWidget({
  type: "analog_indicator",
  version: 1,
  icon: IconArrowsUpDown,
  group: "values",
  order: 8,
  keywords: "moving analog indicator normal band deviation setpoint hmi",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.4 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 4, h: 8 }, mobile: { w: 3, h: 6 } },
  minSize: { w: 2, h: 4 },
  component: AnalogIndicator,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 0, max: 100, normalLow: 40, normalHigh: 60 },
    rules: [{ when: "above", value: 85, level: "critical", text: "Too high" }],
    sources: [sampleSource({ path: "steam/pressure", unit: "bar" }, { ts: now_ms, value: 71, quality: 0 })],
  }),
});
