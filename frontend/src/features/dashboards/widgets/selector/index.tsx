import { IconListTree } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { PublicSelector } from "./PublicSelector";
import { Selector } from "./Selector";

export const fields = {
  variable: field.text("", { maxLength: 40 }),
  of: field.choice(["device", "metric", "site"], "device"),
  look: field.choice(["field", "tree"], "field"),
};

export const widget = defineWidget({
  type: "selector",
  version: 1,
  icon: IconListTree,
  group: "layout",
  order: 5,
  keywords: "selector device tag tree variable filter chooser",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false, needsLogin: true },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 3 }, mobile: { w: 6, h: 3 } },
  minSize: { w: 3, h: 2 },
  component: Selector,
  publicComponent: PublicSelector,
  upgrade: noUpgrade,
  example: () => ({ options: { variable: "machine" }, rules: [], sources: [] }),
});
