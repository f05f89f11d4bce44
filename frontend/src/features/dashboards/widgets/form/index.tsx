import { IconForms } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { FormControl } from "./FormControl";

export const fields = {
  action: field.text("", { maxLength: 60 }),
  columns: field.integer(1, { minimum: 1, maximum: 4 }),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "form",
  version: 1,
  icon: IconForms,
  group: "controls",
  order: 40,
  keywords: "fields settings parameters several command",
  params: fields,
  data: { min: 1, max: 20, needsSeries: false, isWritable: true },
  suits: { several: 0.3 },
  sendsCommands: true,
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 8, h: 10 }, mobile: { w: 6, h: 11 } },
  minSize: { w: 5, h: 5 },
  component: FormControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      {
        ...sampleSource({ isWritable: true, low: 0, high: 100 }, { ts: now_ms, value: 40, quality: 0 }),
        label: "Level",
      },
      {
        ...sampleSource({ dataType: "boolean", unit: "", isWritable: true }, { ts: now_ms, value: true, quality: 0 }),
        label: "Heating",
      },
      {
        ...sampleSource(
          { dataType: "string", unit: "", isWritable: true },
          { ts: now_ms, value: "Beer 12", quality: 0 },
        ),
        label: "Recipe",
      },
    ],
  }),
});
