import { IconExternalLink } from "@tabler/icons-react";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { PageLink } from "./PageLink";

export const fields = {
  text: field.text("", { maxLength: 200 }),
  icon: field.choice(["arrow", "dashboard", "device", "chart", "alarm", "map", "tool", "none"], "arrow"),
  showValue: field.boolean(true),
  ...shownFields,
};

export const widget = defineWidget({
  type: "page_link",
  version: 1,
  icon: IconExternalLink,
  group: "layout",
  order: 4,
  keywords: "link tile page navigation drill down button menu",
  params: fields,
  data: { min: 0, max: 1, needsSeries: false, isWritable: false },
  suits: {},
  hasRules: true,
  hasOwnTitle: true,
  shape: "value",
  size: { desktop: { w: 6, h: 3 }, mobile: { w: 3, h: 3 } },
  minSize: { w: 2, h: 2 },
  component: PageLink,
  upgrade: noUpgrade,
  example: () => ({ options: { text: "Boiler 1" }, rules: [], sources: [] }),
});
