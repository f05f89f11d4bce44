import { IconToggleRight } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Toggle } from "./Toggle";

export const fields = {
  /** Empty: on and off in the reader's language. */
  onText: field.text("", { maxLength: 40 }),
  offText: field.text("", { maxLength: 40 }),
  onValue: field.value(true),
  offValue: field.value(false),
  ...safetyFields,
  optimistic: field.boolean(false),
};

export const widget = defineWidget({
  type: "toggle",
  version: 1,
  icon: IconToggleRight,
  group: "controls",
  order: 30,
  keywords: "switch on off command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { boolean: 0.9, number: 0.1 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 3, h: 3 },
  component: Toggle,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource({ dataType: "boolean", unit: "", isWritable: true }, { ts: now_ms, value: true, quality: 0 }),
    ],
  }),
});
