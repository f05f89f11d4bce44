import { IconVectorBezier } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { ProcessPicture } from "./ProcessPicture";

/** What one source does to one element of the drawing. */
export const part = {
  element: field.text("", { maxLength: 100 }),
  source: field.integer(1, { minimum: 1, maximum: 100 }),
  effect: field.choice(["color", "text", "visible", "turn", "fill"], "color"),
  min: field.number(0),
  max: field.number(100),
};

export const fields = {
  picture: field.picture(),
  parts: field.list(part, [], { maxItems: 200 }),
  threshold: field.number(0.5),
  ...shownFields,
};

export const widget = defineWidget({
  type: "process_picture",
  version: 1,
  icon: IconVectorBezier,
  group: "media",
  order: 5,
  keywords: "svg import drawing scada hmi mimic plant p&id",
  params: fields,
  data: { min: 0, max: 100, needsSeries: false, isWritable: false },
  suits: { several: 0.1 },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 12 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 3, h: 3 },
  component: ProcessPicture,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [sampleSource({}, { ts: now_ms, value: 40, quality: 0 })],
  }),
});
