import { IconTimelineEvent } from "@tabler/icons-react";
import { exampleSource } from "../../charts/exampleData";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { StateTimeline } from "./StateTimeline";
import { timelineTable } from "./timelineFigure";

export const fields = {
  showTexts: field.boolean(true),
  mappings: field.mappings({ section: "format" }),
  decimals: field.decimals({ section: "format" }),
};

export const widget = defineWidget({
  type: "state_timeline",
  version: 1,
  icon: IconTimelineEvent,
  group: "charts",
  order: 16,
  keywords: "state timeline status history on off running gantt",
  params: fields,
  data: { min: 1, max: 30, needsSeries: false, needsLevels: true, isWritable: false },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 6 }, mobile: { w: 6, h: 7 } },
  minSize: { w: 4, h: 3 },
  component: StateTimeline,
  table: timelineTable,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const at = (minutes: number) => now_ms - minutes * 60_000;
    const runs = [
      { from_ms: at(60), to_ms: at(41), value: "running", quality: 0 },
      { from_ms: at(41), to_ms: at(33), value: "fault", quality: 0 },
      { from_ms: at(33), to_ms: at(0), value: "running", quality: 0 },
    ];
    const pump = exampleSource(now_ms, { path: "pump/state", unit: "", dataType: "string" });
    return {
      options: {},
      rules: [{ when: "text", value: 0, match: "fault", level: "critical", text: "Fault" }],
      sources: [{ ...pump, levels: { runs: { runs, is_cut: false } } }],
    };
  },
});
