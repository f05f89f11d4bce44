import { expect, test } from "vitest";
import { isOver, type RollOut, shares } from "./rollOut";

const NOTHING: RollOut = { total: 0, waiting: 0, notified: 0, downloading: 0, downloaded: 0, applied: 0, failed: 0 };

test("a roll-out is over when every device has applied it or failed", () => {
  expect(isOver({ ...NOTHING, total: 3, applied: 2, failed: 1 })).toBe(true);
  expect(isOver({ ...NOTHING, total: 3, applied: 2, downloaded: 1 })).toBe(false);
  expect(isOver(NOTHING)).toBe(true);
});

test("the bar's parts add up, and one device among 20,000 is still seen", () => {
  const parts = shares({ ...NOTHING, total: 20_000, applied: 19_999, failed: 1 });
  expect(parts.map(({ step, count }) => [step, count])).toEqual([
    ["applied", 19_999],
    ["failed", 1],
  ]);
  expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100);
  expect(parts[1]?.percent).toBeGreaterThan(1);
});
