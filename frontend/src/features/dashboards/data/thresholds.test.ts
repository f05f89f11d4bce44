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

it.each([
  [19, null],
  [20, "minor"],
  [25, "minor"],
  [25.1, null],
])("finds %s inside a range: %s", (value, level) => {
  const normal: Rule = { when: "between", value: 25, to: 20, level: "minor", text: "" };
  expect(ruleFor(value, [normal])?.level ?? null).toBe(level);
});

it("finds a number that is exactly one and a text that holds a word", () => {
  const stopped: Rule = { when: "equal", value: 0, level: "warning", text: "Stopped" };
  const fault: Rule = { when: "text", value: 0, match: "fault", level: "critical", text: "Fault" };
  expect(ruleFor(0, [stopped, fault])).toBe(stopped);
  expect(ruleFor(1, [stopped, fault])).toBeNull();
  expect(ruleFor(null, [stopped, fault], "Motor FAULT 7")).toBe(fault);
  expect(ruleFor(null, [{ ...fault, match: " " }], "Motor FAULT 7")).toBeNull();
});
