import { expect, test } from "vitest";
import { isOffLimits, isStale } from "./freshness";

test("a value is stale after three missed samples, and never where nothing was promised", () => {
  expect(isStale({ expected_interval_s: 10 }, 0, 30_000)).toBe(false);
  expect(isStale({ expected_interval_s: 10 }, 0, 30_001)).toBe(true);
  expect(isStale({ expected_interval_s: null }, 0, 1e12)).toBe(false);
});

test("limits belong to the good side", () => {
  expect(isOffLimits({ low: 0, high: 100 }, 100)).toBe(false);
  expect(isOffLimits({ low: 0, high: 100 }, 100.1)).toBe(true);
  expect(isOffLimits({ low: 0, high: null }, -1)).toBe(true);
  expect(isOffLimits({ low: 0, high: 1 }, "text")).toBe(false);
});
