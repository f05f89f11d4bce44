import type { ChartTokens, ColorScheme } from "@/shared/charts/chartTemplate";
import template from "@/shared/charts/chartTemplate.json";
import { seriesColor } from "@/shared/charts/palette";
import { type Decimals, formatValue } from "../data/format";
import { type Mapping, mappingFor } from "../data/mappings";
import { numberOf } from "../data/source";
import { ruleFor } from "../data/thresholds";
import type { Level, Rule } from "../document/dashboardDocument";

/** A value as a state: how it is called, and what makes it stand out. */
export interface State {
  /** Values with the same key are the same state. */
  key: string;
  text: string;
  /** `normal` is calm; null has no sense of good and bad, so it takes a colour of its own. */
  level: Level | "normal" | null;
  isOff: boolean;
}

interface Naming {
  mappings: readonly Mapping[];
  rules: readonly Rule[];
  decimals: Decimals;
}

export function stateOf(value: unknown, { mappings, rules, decimals }: Naming): State {
  const sample = typeof value === "object" && value !== null ? JSON.stringify(value) : asSample(value);
  const mapping = mappingFor(sample, mappings);
  const text =
    mapping?.text || formatValue(sample, typeof sample === "number" && Number.isInteger(sample) ? 0 : decimals);
  const number = typeof sample === "string" ? null : numberOf(sample);
  const rule = ruleFor(number, rules, sample);
  const isOff = sample === false || sample === 0;
  if (rule) return { key: `rule:${rule.level}:${rule.text}`, text: rule.text || text, level: rule.level, isOff };
  if (mapping) return { key: `map:${mapping.text}`, text, level: mapping.level, isOff };
  // Numbers inside of all limits are one state; without limits each has its own.
  if (typeof sample === "number" && rules.some(({ when }) => when !== "text"))
    return { key: "normal", text: "", level: "normal", isOff };
  return { key: text, text, level: null, isOff };
}

function asSample(value: unknown): string | number | boolean | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** The theme's own variables: what stands beside the picture follows them by itself. */
export const CSS_TOKENS = {
  levels: {
    warning: "var(--warning)",
    minor: "var(--minor)",
    major: "var(--major)",
    critical: "var(--critical)",
  },
  dimmed: "var(--text-dim)",
  accent: "var(--accent)",
};

/** Colours of states, in the order in which they first appear; the same state has the same colour on the whole chart. */
export class StateColors {
  private readonly known = new Map<string, number>();

  constructor(private readonly scheme: ColorScheme) {}

  of(state: State, tokens: Pick<ChartTokens, "levels" | "dimmed" | "accent">): string {
    if (state.level !== null && state.level !== "normal") return tokens.levels[state.level];
    if (state.level === "normal") return state.isOff ? grey(this.scheme) : tokens.accent;
    if (state.isOff || /^(off|false|closed|idle|stopped)$/i.test(state.text)) return grey(this.scheme);
    let place = this.known.get(state.key);
    if (place === undefined) {
      place = this.known.size;
      this.known.set(state.key, place);
    }
    return seriesColor(place, this.scheme);
  }
}

function grey(scheme: ColorScheme): string {
  return template.off[scheme];
}
