import { IconNumber123 } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { NumberControl } from "./NumberControl";

export const fields = {
  min: field.optionalNumber(),
  max: field.optionalNumber(),
  step: field.number(1, { minimum: 0.000001 }),
  keepToStep: field.boolean(false),
  decimals: field.decimals(),
  unit: field.text("", { maxLength: 20 }),
  isStepper: field.boolean(false),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "number_input",
  version: 1,
  icon: IconNumber123,
  group: "controls",
  order: 33,
  keywords: "setpoint stepper value command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { number: 0.5 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 5 }, mobile: { w: 6, h: 5 } },
  minSize: { w: 5, h: 4 },
  component: NumberControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 0, max: 100 },
    rules: [],
    sources: [sampleSource({ isWritable: true }, { ts: now_ms, value: 40, quality: 0 })],
  }),
});
