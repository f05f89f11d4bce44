import { IconCheckbox } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { CheckboxControl } from "./CheckboxControl";

export const fields = {
  label: field.text("", { maxLength: 100 }),
  onValue: field.value(true),
  offValue: field.value(false),
  ...safetyFields,
  optimistic: field.boolean(false),
};

export const widget = defineWidget({
  type: "checkbox",
  version: 1,
  icon: IconCheckbox,
  group: "controls",
  order: 36,
  keywords: "tick on off yes no command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { boolean: 0.5 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 3, h: 3 },
  component: CheckboxControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { label: "Heating allowed" },
    rules: [],
    sources: [
      sampleSource({ dataType: "boolean", unit: "", isWritable: true }, { ts: now_ms, value: true, quality: 0 }),
    ],
  }),
});
