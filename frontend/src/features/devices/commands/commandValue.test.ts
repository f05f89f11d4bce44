import { expect, test } from "vitest";
import { readValue } from "./commandValue";

test.each([
  ["double", "21.5", 21.5],
  ["double", 3, 3],
  ["long", 0, 0],
  ["boolean", true, true],
  ["boolean", false, false],
  ["string", "12", "12"],
  ["json", '{"a": [1]}', { a: [1] }],
] as const)("a %s metric reads %j as %j", (data_type, entered, value) => {
  expect(readValue({ data_type }, entered)).toEqual({ value, problem: null });
});

test.each([
  ["double", "", "command.number_missing"],
  ["double", "warm", "command.number_missing"],
  ["json", "{", "command.json_wrong"],
] as const)("a %s metric refuses %j", (data_type, entered, problem) => {
  expect(readValue({ data_type }, entered)).toEqual({ value: null, problem });
});

test("without a metric there is nothing to send to", () => {
  expect(readValue(null, "1").problem).toBe("command.metric_missing");
});
