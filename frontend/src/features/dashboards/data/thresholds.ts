import type { SampleValue } from "@/shared/api/types";
import { LEVELS, type Level, type Rule } from "../document/dashboardDocument";

/** The most severe rule that a value fulfils, or null while none speaks of it. What a data flow says goes before all. */
export function ruleFor(
  value: number | null,
  rules: readonly Rule[],
  raw: SampleValue | undefined = value,
): Rule | null {
  const said = rules.find(({ when }) => when === "always");
  if (said) return said.isNormal ? null : said;
  let worst: Rule | null = null;
  for (const rule of rules) {
    if (isFulfilled(rule, value, raw) && (!worst || rank(rule.level) > rank(worst.level))) worst = rule;
  }
  return worst;
}

function isFulfilled(rule: Rule, value: number | null, raw: SampleValue | undefined): boolean {
  if (rule.when === "text") {
    const match = rule.match?.trim().toLowerCase();
    return Boolean(match) && typeof raw === "string" && raw.toLowerCase().includes(match ?? "");
  }
  return value !== null && isPassed(rule, value);
}

/** Whether a number lies where a rule says; rules about texts say nothing of numbers. */
export function isPassed(rule: Rule, value: number): boolean {
  switch (rule.when) {
    case "above":
      return value > rule.value;
    case "below":
      return value < rule.value;
    case "between": {
      const to = rule.to ?? rule.value;
      return value >= Math.min(rule.value, to) && value <= Math.max(rule.value, to);
    }
    case "equal":
      return value === rule.value;
    case "text":
    case "always":
      return false;
  }
}

/** The numbers at which something begins or ends: what a scale or a chart marks. */
export function edgesOf(rules: readonly Rule[]): number[] {
  return rules.flatMap((rule) => {
    if (rule.when === "above" || rule.when === "below") return [rule.value];
    return rule.when === "between" ? [rule.value, rule.to ?? rule.value] : [];
  });
}

function rank(level: Level): number {
  return LEVELS.indexOf(level);
}
