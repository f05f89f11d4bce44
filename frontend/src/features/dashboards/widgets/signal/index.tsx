import { IconAntennaBars5 } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Signal } from "./Signal";

export const fields = {
  min: field.number(-110),
  max: field.number(-50),
  ...shownFields,
};

export const widget = defineWidget({
  type: "signal",
  version: 1,
  icon: IconAntennaBars5,
  group: "values",
  order: 11,
  keywords: "signal strength radio wifi rssi bars",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: false },
  suits: { number: 0.25 },
  hasRules: true,
  shape: "value",
  size: { desktop: { w: 4, h: 4 }, mobile: { w: 3, h: 3 } },
  minSize: { w: 2, h: 2 },
  component: Signal,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [sampleSource({ path: "radio/rssi", unit: "dBm" }, { ts: now_ms, value: -67, quality: 0 })],
  }),
});
