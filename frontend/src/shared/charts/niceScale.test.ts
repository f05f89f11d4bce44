import { describe, expect, it } from "vitest";
import { niceScale } from "./niceScale";

describe("niceScale", () => {
  it.each([
    [3, 97, { low: 0, high: 100, ticks: [0, 25, 50, 75, 100], decimals: 0 }],
    [41.2, 44.9, { low: 41, high: 45, ticks: [41, 42, 43, 44, 45], decimals: 0 }],
    [0.02, 0.09, { low: 0.02, high: 0.1, ticks: [0.02, 0.04, 0.06, 0.08, 0.1], decimals: 2 }],
    [-7, 12, { low: -10, high: 20, ticks: [-10, 0, 10, 20], decimals: 0 }],
  ])("puts round ticks around %d to %d", (low, high, scale) => {
    expect(niceScale({ low, high })).toEqual(scale);
  });

  it("gives a flat line room", () => {
    expect(niceScale({ low: 5, high: 5 })).toMatchObject({ low: 4, high: 6 });
  });

  it("keeps ends that were set", () => {
    expect(niceScale({ low: 20, high: 30, fixedLow: 0, fixedHigh: 100 })).toEqual({
      low: 0,
      high: 100,
      ticks: [0, 25, 50, 75, 100],
      decimals: 0,
    });
  });

  it.each([
    [0, 1],
    [1, 7],
    [-3, 1e6],
    [1e-7, 3e-7],
    [99, 101],
    [0, 0],
  ])("never shows more than five ticks (%d to %d)", (low, high) => {
    const scale = niceScale({ low, high });
    expect(scale.ticks.length).toBeLessThanOrEqual(5);
    expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
    expect(scale.low).toBeLessThanOrEqual(low);
    expect(scale.high).toBeGreaterThanOrEqual(high);
  });
});
