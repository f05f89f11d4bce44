import { IconBulb } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Lamp } from "./Lamp";

export const fields = {
  /** Empty: on and off in the reader's language. */
  onText: field.text("", { maxLength: 40 }),
  offText: field.text("", { maxLength: 40 }),
  onLevel: field.choice(["normal", "warning", "minor", "major", "critical"], "normal"),
  threshold: field.number(0.5),
  mappings: field.mappings(),
};

export const widget = defineWidget({
  type: "lamp",
  version: 1,
  icon: IconBulb,
  group: "values",
  order: 4,
  keywords: "led status indicator on off boolean",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { boolean: 0.9, text: 0.3 },
  hasRules: false,
  shape: "round",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 3, h: 4 } },
  minSize: { w: 2, h: 2 },
  component: Lamp,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [sampleSource({ dataType: "boolean", unit: "" }, { ts: now_ms, value: true, quality: 0 })],
  }),
});
