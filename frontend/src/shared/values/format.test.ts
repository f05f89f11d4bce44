import { expect, test } from "vitest";
import { formatValue } from "./format";

test.each([
  [21.4567, "21.46"],
  [0.12345, "0.123"],
  [123.456, "123.5"],
  [4567.8, "4568"],
  [45_678, "45,678"],
  [3, "3"],
  [0.000012, "1.20e-5"],
  [true, "On"],
  [false, "Off"],
  ["ready", "ready"],
  [null, "–"],
  [undefined, "–"],
  [{ a: 1 }, '{"a":1}'],
])("%j reads %s", (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test("decimals that somebody asked for are kept to the digit", () => {
  expect(formatValue(21.4, 2)).toBe("21.40");
});
