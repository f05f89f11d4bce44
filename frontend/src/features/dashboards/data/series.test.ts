import { describe, expect, it } from "vitest";
import { addPoints, dropBefore, emptySeries, MAX_POINTS } from "./series";

describe("series", () => {
  it("keeps time order when points come late or twice", () => {
    const series = emptySeries();
    addPoints(series, [
      [10, 1],
      [30, 3],
      [20, 2],
      [30, 4],
    ]);
    expect(series).toEqual({ ts: [10, 20, 30], value: [1, 2, 4], isReduced: false });
  });

  it("draws on and off as one and zero and text as a hole", () => {
    const series = emptySeries();
    addPoints(series, [
      [1, true],
      [2, false],
      [3, "fault"],
      [4, Number.NaN],
    ]);
    expect(series.value).toEqual([1, 0, null, null]);
  });

  it("thins the older half and keeps its peaks", () => {
    const series = emptySeries();
    const points = Array.from({ length: MAX_POINTS + 1 }, (_, i) => [i, i === 101 ? 999 : i % 2] as const);
    addPoints(series, points);
    expect(series.ts.length).toBeLessThanOrEqual((MAX_POINTS * 3) / 4 + 2);
    expect(series.value[series.ts.indexOf(101)]).toBe(999);
    expect(series.ts.at(-1)).toBe(MAX_POINTS);
    expect(series.isReduced).toBe(true);
    expect([...series.ts].sort((a, b) => a - b)).toEqual(series.ts);
  });

  it("forgets what has left the picture but one point", () => {
    const series = emptySeries();
    addPoints(
      series,
      Array.from({ length: 200 }, (_, i) => [i, i] as const),
    );
    dropBefore(series, 150);
    expect(series.ts[0]).toBe(149);
  });
});
