import type { Rule } from "../document/dashboardDocument";
import type { Decimals } from "./format";
import { type Mapping, mappingFor } from "./mappings";
import { type Reading, readingOf } from "./reading";
import { shownSource } from "./shownSource";
import type { Source } from "./source";

/** How a value is written: the params of `shownFields`. */
export interface Writing {
  decimals: Decimals;
  /** The unit to show it in; empty is the metric's own. */
  unit: string;
  prefix?: string;
  suffix?: string;
  mappings?: readonly Mapping[];
}

export interface ShownReading extends Reading {
  /** The source in the unit that is shown. */
  source: Source | undefined;
  /** The value has a name of its own instead of its number. */
  isMapped: boolean;
}

/** The newest value of a source in its unit, with its name, between its prefix and suffix. */
export function shownReading(
  source: Source | undefined,
  writing: Writing,
  rules: readonly Rule[],
  now_ms: number,
): ShownReading {
  const shown = source && shownSource(source, writing.unit);
  const reading = readingOf(shown?.source, { decimals: writing.decimals, unit: "" }, rules, now_ms);
  const mapping = mappingFor(source?.latest?.value, writing.mappings ?? []);
  const isEmpty = reading.condition === "empty" || reading.condition === "missing";
  const { prefix = "", suffix = "" } = writing;
  return {
    ...reading,
    source: shown?.source,
    refusedUnit: shown?.refusedUnit ?? null,
    isMapped: mapping !== null,
    text: isEmpty ? reading.text : mapping ? mapping.text : `${prefix}${reading.text}`,
    unit: isEmpty || mapping ? "" : [reading.unit, suffix].filter(Boolean).join(" "),
    rule: reading.rule ?? (mapping && mapping.level !== "normal" ? ruleOf(mapping.level) : null),
  };
}

function ruleOf(level: Rule["level"]): Rule {
  return { when: "equal", value: 0, level, text: "" };
}
