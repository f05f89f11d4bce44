import type { Rule } from "../document/dashboardDocument";
import { type Decimals, formatValue } from "./format";
import { ageOf, type Condition, conditionOf, numberOf, type Source } from "./source";
import { ruleFor } from "./thresholds";

/** The newest value of a source as a person reads it. */
export interface Reading {
  condition: Condition;
  text: string;
  unit: string;
  number: number | null;
  /** The limit it has passed. */
  rule: Rule | null;
  age_ms: number | null;
  at_ms: number | null;
  /** A unit that was asked for and that the metric's own does not become. */
  refusedUnit?: string | null;
}

interface Options {
  decimals: Decimals;
  /** Instead of the metric's own unit. */
  unit: string;
}

export function readingOf(
  source: Source | undefined,
  { decimals, unit }: Options,
  rules: readonly Rule[],
  now_ms: number,
): Reading {
  const value = source?.latest?.value;
  const number = numberOf(value);
  const isInteger = source?.info.dataType === "long" && Number.isInteger(value);
  return {
    condition: conditionOf(source, now_ms),
    text: formatValue(value, isInteger ? 0 : decimals),
    unit: typeof value === "number" ? unit || (source?.info.unit ?? "") : "",
    number,
    rule: ruleFor(number, rules, value),
    age_ms: source ? ageOf(source, now_ms) : null,
    at_ms: source?.latest?.ts ?? null,
  };
}
