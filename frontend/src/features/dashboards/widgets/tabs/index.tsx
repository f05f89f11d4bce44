import { IconLayoutNavbarExpand } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Tabs } from "./Tabs";

export const fields = { tabs: field.texts(["Overview", "Details"], { maxItems: 20 }) };

export const widget = defineWidget({
  type: "tabs",
  version: 1,
  icon: IconLayoutNavbarExpand,
  group: "layout",
  order: 2,
  keywords: "tabs container switch views",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  isBare: true,
  hasOwnTitle: true,
  shape: "control",
  size: { desktop: { w: 24, h: 2 }, mobile: { w: 6, h: 2 } },
  minSize: { w: 3, h: 1 },
  component: Tabs,
  upgrade: noUpgrade,
  fresh: (t) => ({ tabs: [t("widget.tabs.fresh.overview"), t("widget.tabs.fresh.details")] }),
  example: () => ({ options: { tabs: ["Overview", "Pumps", "Motors"] }, rules: [], sources: [] }),
});
