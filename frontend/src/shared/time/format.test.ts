import { expect, test } from "vitest";
import { ageText, shortTime, showTimesIn } from "./format";

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

test("times are shown as they are at the chosen place, also where a day ends there", () => {
  showTimesIn("Asia/Tokyo");
  expect(shortTime("2026-11-20T16:30:00Z", "2026-11-20T15:10:00Z")).toBe("01:30:00");
  expect(shortTime("2026-11-20T14:30:00Z", "2026-11-20T15:10:00Z")).toBe("20 Nov, 23:30");
  showTimesIn("");
});

test("a zone that nobody knows falls back to the browser's own", () => {
  showTimesIn("Mars/Olympus");
  expect(shortTime("2026-11-20T16:30:05Z", "2026-11-20T16:31:00Z")).toMatch(/:30:05$/);
  showTimesIn("");
});
