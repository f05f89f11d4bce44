import { IconSeparatorHorizontal } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Divider } from "./Divider";

export const fields = {
  text: field.text("", { maxLength: 100 }),
  direction: field.choice(["horizontal", "vertical"], "horizontal"),
};

export const widget = defineWidget({
  type: "divider",
  version: 1,
  icon: IconSeparatorHorizontal,
  group: "layout",
  order: 6,
  keywords: "divider line separator rule",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  isBare: true,
  hasOwnTitle: true,
  shape: "value",
  size: { desktop: { w: 24, h: 1 }, mobile: { w: 6, h: 1 } },
  minSize: { w: 1, h: 1 },
  component: Divider,
  upgrade: noUpgrade,
  example: () => ({ options: { text: "Pumps" }, rules: [], sources: [] }),
});
