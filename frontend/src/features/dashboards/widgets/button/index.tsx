import { IconHandClick } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { CommandButton } from "./CommandButton";

export const fields = {
  label: field.text("", { maxLength: 60 }),
  value: field.value(true, { isJson: true }),
  color: field.choice(["accent", "neutral", "danger"], "accent"),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "button",
  version: 1,
  icon: IconHandClick,
  group: "controls",
  order: 31,
  keywords: "push command send trigger",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { boolean: 0.35, number: 0.3, text: 0.3 },
  sendsCommands: true,
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 3, h: 3 },
  component: CommandButton,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [sampleSource({ isWritable: true }, { ts: now_ms, value: 1, quality: 0 })],
  }),
});
