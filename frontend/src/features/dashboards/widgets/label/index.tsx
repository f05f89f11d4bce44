import { IconTextSize } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Label } from "./Label";

export const fields = {
  text: field.text("", { isLong: true, maxLength: 20_000 }),
  format: field.choice(["plain", "markdown"], "plain"),
  size: field.choice(["small", "normal", "large", "huge"], "normal"),
  align: field.choice(["start", "center", "end"], "start"),
  hasFrame: field.boolean(false),
  ...shownFields,
};

export const widget = defineWidget({
  type: "label",
  version: 1,
  icon: IconTextSize,
  group: "layout",
  order: 1,
  keywords: "label text rich markdown heading note",
  params: fields,
  data: { min: 0, max: 10, needsSeries: false, isWritable: false },
  suits: {},
  hasRules: false,
  isBare: true,
  hasOwnTitle: true,
  shape: "value",
  size: { desktop: { w: 8, h: 3 }, mobile: { w: 6, h: 3 } },
  minSize: { w: 1, h: 1 },
  component: Label,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { text: "**Boiler house**\n\nFlow is {{1}} now.", format: "markdown" as const },
    rules: [],
    sources: [sampleSource({ path: "flow", unit: "m³/h" }, { ts: now_ms, value: 12.4, quality: 0 })],
  }),
});
