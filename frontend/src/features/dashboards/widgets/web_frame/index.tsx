import { IconBrowser } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { WebFrame } from "./WebFrame";

export const fields = {
  from: field.choice(["url", "html"], "url"),
  url: field.text("", { maxLength: 2000, visibleIf: { field: "from", is: "url" } }),
  html: field.text("", { isLong: true, maxLength: 100_000, visibleIf: { field: "from", is: "html" } }),
  every_s: field.integer(0, { minimum: 0, maximum: 86_400, visibleIf: { field: "from", is: "url" } }),
};

export const widget = defineWidget({
  type: "web_frame",
  version: 1,
  icon: IconBrowser,
  group: "media",
  order: 3,
  keywords: "web frame html iframe page embed",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  hasOwnTitle: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 10 }, mobile: { w: 6, h: 10 } },
  minSize: { w: 3, h: 3 },
  component: WebFrame,
  upgrade: noUpgrade,
  example: () => ({
    options: { from: "html" as const, html: "<h3>Shift plan</h3><p>Early: Otto, Mira</p>" },
    rules: [],
    sources: [],
  }),
});
