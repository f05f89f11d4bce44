import { LEVELS, type Level, type Rule } from "../document/dashboardDocument";

/** The most severe limit that a value has passed, or null while it is inside all of them. */
export function ruleFor(value: number | null, rules: readonly Rule[]): Rule | null {
  if (value === null) return null;
  let worst: Rule | null = null;
  for (const rule of rules) {
    const isPassed = rule.when === "above" ? value > rule.value : value < rule.value;
    if (isPassed && (!worst || rank(rule.level) > rank(worst.level))) worst = rule;
  }
  return worst;
}

function rank(level: Level): number {
  return LEVELS.indexOf(level);
}
