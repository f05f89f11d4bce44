import { IconEngine } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { PlantSymbol } from "./PlantSymbol";
import { SYMBOL_NAMES } from "./symbols";

export const fields = {
  symbol: field.choice(SYMBOL_NAMES, "pump"),
  turn: field.choice(["0", "90", "180", "270"], "0"),
  isMirrored: field.boolean(false),
  threshold: field.number(0.5),
  min: field.optionalNumber(),
  max: field.optionalNumber(),
  moves: field.boolean(true),
  showsValue: field.boolean(true),
  showsName: field.boolean(false),
  ...shownFields,
};

export const widget = defineWidget({
  type: "symbol",
  version: 1,
  icon: IconEngine,
  group: "media",
  order: 4,
  keywords: "process picture pump valve tank pipe motor fan sensor breaker plant scada p&id hmi mimic",
  params: fields,
  data: { min: 0, max: 2, needsSeries: false, isWritable: false },
  suits: { boolean: 0.4, number: 0.2 },
  hasRules: true,
  isBare: true,
  shape: "round",
  size: { desktop: { w: 3, h: 4 }, mobile: { w: 2, h: 4 } },
  minSize: { w: 1, h: 1 },
  component: PlantSymbol,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [
      sampleSource({ unit: "", dataType: "boolean", path: "running" }, { ts: now_ms, value: true, quality: 0 }),
    ],
  }),
});
