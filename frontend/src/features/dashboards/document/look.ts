import type { SampleValue } from "@/shared/api/types";
import type { Source } from "../data/source";
import {
  asList,
  asRecord,
  type Binding,
  LEVELS,
  type Level,
  parseBinding,
  type Rule,
  type Widget,
} from "./dashboardDocument";

/** What the dashboard's data flow sets of a widget's looks; what is absent is as the designer wrote it. */
export interface Look {
  title?: string;
  color?: Level | "normal";
  visible?: boolean;
  text?: string;
  unit?: string;
}

export const LOOKS = ["title", "color", "visible", "text", "unit"] as const;
export const NO_LOOK: Look = {};

/** Where the flow says how a widget looks, and which of its looks are wired there. */
export function lookOf(widget: Widget | undefined): { binding: Binding; inputs: readonly (keyof Look)[] } | null {
  const [binding] = widget?.look === undefined ? [] : parseBinding(widget.look);
  if (!binding) return null;
  const named = asList(asRecord(widget?.look).inputs);
  return { binding, inputs: LOOKS.filter((name) => named.includes(name)) };
}

/** What was set last, without what is wired no longer. */
export function readLook(raw: SampleValue | undefined, inputs: readonly (keyof Look)[]): Look {
  const set = asRecord(raw);
  const look: Look = {};
  for (const name of inputs) {
    const value = set[name];
    if (name === "visible") {
      if (typeof value === "boolean") look.visible = value;
    } else if (name === "color") {
      const color = value === "normal" ? value : LEVELS.find((level) => level === value);
      if (color) look.color = color;
    } else if (typeof value === "string" && value !== "") look[name] = value;
  }
  return look;
}

/** The widget with what the flow has set in place of what was written. */
export function lookedWidget(widget: Widget, look: Look): Widget {
  if (look.title === undefined && look.text === undefined && look.color === undefined) return widget;
  return {
    ...widget,
    title: look.title ?? widget.title,
    options: look.text === undefined ? widget.options : { ...widget.options, text: look.text },
    rules: look.color === undefined ? widget.rules : [...widget.rules, verdict(look.color)],
  };
}

/** A rule that always holds and is stronger than all limits. */
function verdict(color: Level | "normal"): Rule {
  const level = color === "normal" ? "warning" : color;
  return { when: "always", value: 0, level, text: "", ...(color === "normal" ? { isNormal: true } : {}) };
}

/** What is shown, in the unit that the flow says. */
export function lookedSources(sources: readonly Source[], { unit }: Look): readonly Source[] {
  return unit === undefined ? sources : sources.map((source) => ({ ...source, info: { ...source.info, unit } }));
}
