import { IconShape } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Shape } from "./Shape";

export const fields = {
  shape: field.choice(["line", "arrow", "rectangle", "rounded", "ellipse", "triangle", "diamond"], "rectangle"),
  turn: field.number(0, { minimum: -360, maximum: 360 }),
  width: field.number(2, { minimum: 0, maximum: 40 }),
  isFilled: field.boolean(false),
  isDashed: field.boolean(false),
  colour: field.choice(["neutral", "accent", "good", "warning", "minor", "major", "critical"], "neutral"),
};

export const widget = defineWidget({
  type: "shape",
  version: 1,
  icon: IconShape,
  group: "layout",
  order: 7,
  keywords: "line shape arrow rectangle circle ellipse box",
  params: fields,
  data: { min: 0, max: 1, needsSeries: false, isWritable: false },
  suits: {},
  hasRules: true,
  isBare: true,
  hasOwnTitle: true,
  shape: "round",
  size: { desktop: { w: 4, h: 4 }, mobile: { w: 3, h: 4 } },
  minSize: { w: 1, h: 1 },
  component: Shape,
  upgrade: noUpgrade,
  example: () => ({ options: { shape: "arrow" as const }, rules: [], sources: [] }),
});
