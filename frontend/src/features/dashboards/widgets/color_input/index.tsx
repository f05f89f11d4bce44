import { IconPalette } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { ColorControl } from "./ColorControl";

export const fields = {
  sends: field.choice(["hex", "rgb", "number"], "hex"),
  ...safetyFields,
};

export const widget = defineWidget({
  type: "color_input",
  version: 1,
  icon: IconPalette,
  group: "controls",
  order: 39,
  keywords: "light rgb led colour color command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { text: 0.2 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 5 }, mobile: { w: 6, h: 5 } },
  minSize: { w: 4, h: 4 },
  component: ColorControl,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource({ dataType: "string", unit: "", isWritable: true }, { ts: now_ms, value: "#2f9e44", quality: 0 }),
    ],
  }),
});
