import { IconSquareNumber1 } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { ValueCard } from "./ValueCard";

export const fields = { ...shownFields, showAge: field.boolean(true) };

export const widget = defineWidget({
  type: "value",
  version: 1,
  icon: IconSquareNumber1,
  group: "values",
  order: 1,
  keywords: "number card stat big",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.9, text: 0.9, boolean: 0.4 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 3, h: 4 } },
  minSize: { w: 2, h: 2 },
  component: ValueCard,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [sampleSource({}, { ts: now_ms, value: 42.6, quality: 0 })],
  }),
});
