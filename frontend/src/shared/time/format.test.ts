import { expect, test } from "vitest";
import { ageText, shortTime } from "./format";

test.each([
  [0, "0 s"],
  [-500, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3 * 3_600_000 + 5, "3 h"],
  [49 * 3_600_000, "2 d"],
])("an age of %i ms reads %s", (age_ms, text) => {
  expect(ageText(age_ms)).toBe(text);
});

test("a time is as short as its distance allows", () => {
  const now = new Date(2026, 10, 20, 15, 0, 0);
  expect(shortTime(new Date(2026, 10, 20, 8, 5, 9), now)).toBe("08:05:09");
  expect(shortTime(new Date(2026, 2, 1, 8, 5, 9), now)).toBe("1 Mar, 08:05");
  expect(shortTime(new Date(2025, 2, 1), now)).toBe("1 Mar 2025");
});
