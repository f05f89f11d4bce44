import { LEVELS, type Level, type Rule } from "../document/dashboardDocument";
import { edgesOf, isPassed } from "./thresholds";

export interface Band {
  from: number;
  to: number;
  level: Level;
}

/** The stretches of the scale that lie beyond a limit; where limits overlap, the more severe one shows. */
export function bandsOf(rules: readonly Rule[], min: number, max: number): Band[] {
  const cuts = [min, max, ...edgesOf(rules).filter((value) => value > min && value < max)];
  const edges = [...new Set(cuts)].sort((a, b) => a - b);
  const bands: Band[] = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const from = edges[i] ?? min;
    const to = edges[i + 1] ?? max;
    const middle = (from + to) / 2;
    const levels = rules.filter((rule) => isPassed(rule, middle)).map((rule) => rule.level);
    const level = LEVELS.findLast((candidate) => levels.includes(candidate));
    if (level) bands.push({ from, to, level });
  }
  return bands;
}
