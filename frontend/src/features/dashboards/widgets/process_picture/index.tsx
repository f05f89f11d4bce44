import { IconVectorBezier } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import drawing from "./example.svg?no-inline";
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
    drawing,
    options: {
      parts: [
        { element: "tank", source: 1, effect: "fill" as const, min: 0, max: 100 },
        { element: "level", source: 1, effect: "text" as const, min: 0, max: 100 },
        { element: "pump", source: 2, effect: "color" as const, min: 0, max: 100 },
        { element: "valve", source: 2, effect: "color" as const, min: 0, max: 100 },
        { element: "motor", source: 2, effect: "color" as const, min: 0, max: 100 },
        { element: "flow", source: 3, effect: "text" as const, min: 0, max: 100 },
        { element: "vessel", source: 4, effect: "fill" as const, min: 0, max: 100 },
        { element: "sensor", source: 5, effect: "color" as const, min: 0, max: 100 },
        { element: "temperature", source: 5, effect: "text" as const, min: 0, max: 100 },
      ],
    },
    rules: [{ when: "above", value: 80, level: "major", text: "" }],
    sources: [
      ["level", "%", 68] as const,
      ["running", "", true] as const,
      ["flow", "m³/h", 12.4] as const,
      ["reactor", "%", 45] as const,
      ["temperature", "°C", 86.2] as const,
    ].map(([path, unit, value], at) =>
      sampleSource({ topic: `m:${at}`, path, unit }, { ts: now_ms, value, quality: 0 }),
    ),
  }),
});
