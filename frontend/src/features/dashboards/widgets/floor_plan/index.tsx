import { IconMapPins } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import drawing from "./example.svg?no-inline";
import { FloorPlan } from "./FloorPlan";

/** Where one source stands on the picture. */
export const spot = {
  source: field.integer(1, { minimum: 1, maximum: 100 }),
  // In per cent of the picture; most people drag them there.
  x: field.number(50, { minimum: 0, maximum: 100, step: 1 }),
  y: field.number(50, { minimum: 0, maximum: 100, step: 1 }),
  look: field.choice(["both", "mark", "value"], "both"),
  label: field.text("", { maxLength: 60 }),
};

export const fields = {
  picture: field.picture(),
  spots: field.list(spot, [], { maxItems: 100, placedOn: "picture" }),
  ...shownFields,
};

export const widget = defineWidget({
  type: "floor_plan",
  version: 1,
  icon: IconMapPins,
  group: "media",
  order: 3,
  keywords: "image plan building overlay picture site layout",
  params: fields,
  data: { min: 0, max: 100, needsSeries: false, isWritable: false },
  suits: { several: 0.1 },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 12 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 4, h: 5 },
  component: FloorPlan,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    drawing,
    options: {
      spots: [
        { source: 1, x: 52, y: 51, look: "both" as const, label: "Hall" },
        { source: 2, x: 66, y: 30, look: "both" as const, label: "Office" },
        { source: 3, x: 68, y: 63, look: "both" as const, label: "Boiler" },
        { source: 4, x: 6, y: 90, look: "both" as const, label: "Workshop" },
      ],
    },
    rules: [{ when: "above", value: 60, level: "major", text: "" }],
    sources: [18.5, 21.4, 72.3, 19.2].map((value, at) =>
      sampleSource({ topic: `m:${at}`, unit: "°C", path: "temperature" }, { ts: now_ms, value, quality: 0 }),
    ),
  }),
});
