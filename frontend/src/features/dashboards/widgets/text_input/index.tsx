import { IconCursorText } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { TextControl } from "./TextControl";

export const fields = {
  placeholder: field.text("", { maxLength: 100 }),
  minLength: field.integer(0, { minimum: 0, maximum: 2_000 }),
  maxLength: field.integer(200, { minimum: 1, maximum: 2_000 }),
  isLong: field.boolean(false),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "text_input",
  version: 1,
  icon: IconCursorText,
  group: "controls",
  order: 37,
  keywords: "message line write command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { text: 0.6 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 5 }, mobile: { w: 6, h: 5 } },
  minSize: { w: 5, h: 4 },
  component: TextControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource({ dataType: "string", unit: "", isWritable: true }, { ts: now_ms, value: "Line 2", quality: 0 }),
    ],
  }),
});
