import { IconClock } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Clock } from "./Clock";

export const fields = {
  face: field.choice(["digital", "analog"], "digital"),
  zone: field.text("", { maxLength: 60, isZone: true }),
  showSeconds: field.boolean(true),
  showDate: field.boolean(true),
};

export const widget = defineWidget({
  type: "clock",
  version: 1,
  icon: IconClock,
  group: "layout",
  order: 8,
  keywords: "clock time date world zone",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  hasOwnTitle: true,
  shape: "value",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 3, h: 3 } },
  minSize: { w: 2, h: 2 },
  component: Clock,
  upgrade: noUpgrade,
  example: () => ({ options: {}, rules: [], sources: [] }),
});
