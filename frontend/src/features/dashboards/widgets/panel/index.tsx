import { IconLayoutNavbar } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Panel } from "./Panel";

export const fields = {
  text: field.text("", { maxLength: 100 }),
  isInner: field.boolean(false),
  isFoldable: field.boolean(true),
  startsFolded: field.boolean(false, { visibleIf: { field: "isFoldable", is: true } }),
};

export const widget = defineWidget({
  type: "panel",
  version: 1,
  icon: IconLayoutNavbar,
  group: "layout",
  order: 3,
  keywords: "panel section group fold collapse row",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  isBare: true,
  hasOwnTitle: true,
  shape: "value",
  size: { desktop: { w: 24, h: 2 }, mobile: { w: 6, h: 2 } },
  minSize: { w: 3, h: 1 },
  component: Panel,
  upgrade: noUpgrade,
  example: () => ({ options: { text: "Boiler 1" }, rules: [], sources: [] }),
});
