import { expect, it } from "vitest";
import type { Rule } from "../document/dashboardDocument";
import { ruleFor } from "./thresholds";

const warm: Rule = { when: "above", value: 60, level: "minor", text: "Warm" };
const hot: Rule = { when: "above", value: 80, level: "critical", text: "Hot" };
const cold: Rule = { when: "below", value: 5, level: "major", text: "Cold" };

it.each([
  [50, null],
  [60, null],
  [61, warm],
  [81, hot],
  [4, cold],
  [null, null],
])("finds the worst limit passed by %s", (value, rule) => {
  expect(ruleFor(value, [hot, warm, cold])).toBe(rule);
});
