import { IconGauge } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { SetpointKnob } from "./SetpointKnob";

export const fields = {
  min: field.optionalNumber(),
  max: field.optionalNumber(),
  step: field.number(1, { minimum: 0.000001 }),
  decimals: field.decimals(),
  unit: field.text("", { maxLength: 20 }),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "knob",
  version: 1,
  icon: IconGauge,
  group: "controls",
  order: 34,
  keywords: "dial rotary setpoint command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { number: 0.4 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 7 }, mobile: { w: 6, h: 7 } },
  minSize: { w: 4, h: 5 },
  component: SetpointKnob,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 0, max: 100 },
    rules: [],
    sources: [sampleSource({ isWritable: true }, { ts: now_ms, value: 40, quality: 0 })],
  }),
});
