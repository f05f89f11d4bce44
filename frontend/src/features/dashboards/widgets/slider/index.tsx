import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { SetpointSlider } from "./SetpointSlider";

export const fields = {
  min: field.optionalNumber(),
  max: field.optionalNumber(),
  step: field.number(1, { minimum: 0.000001 }),
  decimals: field.decimals(),
  unit: field.text("", { maxLength: 20 }),
  sendWhen: field.choice(["release", "pause"], "release"),
  pauseMs: field.integer(300, {
    minimum: 100,
    maximum: 5_000,
    step: 100,
    visibleIf: { field: "sendWhen", is: "pause" },
  }),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "slider",
  version: 1,
  icon: IconAdjustmentsHorizontal,
  group: "controls",
  order: 32,
  keywords: "setpoint range level command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { number: 0.45 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 4, h: 3 },
  component: SetpointSlider,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 0, max: 100 },
    rules: [],
    sources: [sampleSource({ isWritable: true }, { ts: now_ms, value: 40, quality: 0 })],
  }),
});
