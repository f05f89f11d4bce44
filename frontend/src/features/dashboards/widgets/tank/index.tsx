import { IconBucketDroplet } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { scaleFields } from "../../data/scale";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Tank } from "./Tank";

export const fields = {
  ...scaleFields,
  shape: field.choice(["upright", "lying", "silo"], "upright"),
  ...shownFields,
};

export const widget = defineWidget({
  type: "tank",
  version: 1,
  icon: IconBucketDroplet,
  group: "values",
  order: 7,
  keywords: "tank level silo vessel fill",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.45 },
  hasRules: true,
  shape: "round",
  size: { desktop: { w: 5, h: 8 }, mobile: { w: 3, h: 6 } },
  minSize: { w: 3, h: 4 },
  component: Tank,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { min: 0, max: 100 },
    rules: [
      { when: "below", value: 15, level: "major", text: "Nearly empty" },
      { when: "above", value: 90, level: "critical", text: "Nearly full" },
    ],
    sources: [sampleSource({ path: "tank/level" }, { ts: now_ms, value: 63, quality: 0 })],
  }),
});
