import { IconSelect } from "@tabler/icons-react";
import { safetyFields } from "../../controls/safety";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { ChoiceControl } from "./ChoiceControl";

export const fields = {
  look: field.choice(["segmented", "radio", "dropdown"], "segmented"),
  choices: field.list({ label: field.text("", { maxLength: 60 }), value: field.value("") }, [
    { label: "Off", value: 0 },
    { label: "Automatic", value: 1 },
    { label: "Manual", value: 2 },
  ]),
  ...safetyFields,
  optimistic: field.boolean(false),
};

export const widget = defineWidget({
  type: "select",
  version: 1,
  icon: IconSelect,
  group: "controls",
  order: 35,
  keywords: "choice radio segmented dropdown mode command",
  params: fields,
  data: { min: 1, max: 1, needsSeries: false, isWritable: true },
  suits: { text: 0.4, number: 0.2 },
  hasRules: false,
  shape: "control",
  size: { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } },
  minSize: { w: 4, h: 3 },
  component: ChoiceControl,
  upgrade: noUpgrade,
  fresh: (t) => ({
    choices: ["off", "automatic", "manual"].map((name, value) => ({ label: t(`widget.select.fresh.${name}`), value })),
  }),
  example: (now_ms) => ({
    options: {},
    rules: [],
    sources: [sampleSource({ dataType: "long", unit: "", isWritable: true }, { ts: now_ms, value: 1, quality: 0 })],
  }),
});
