import { describe, expect, it } from "vitest";
import { gapLimit, withGaps } from "./gaps";

describe("gaps", () => {
  it("breaks the line where samples are missing", () => {
    expect(withGaps({ ts: [0, 1000, 9000], value: [1, 2, 3] }, 3000)).toEqual({
      ts: [0, 1000, 5000, 9000],
      value: [1, 2, null, 3],
    });
  });

  it("keeps what is already missing missing", () => {
    expect(withGaps({ ts: [0, 1, 2], value: [1, null, 3] }, 5).value).toEqual([1, null, 3]);
  });

  it("calls it a gap after three expected intervals", () => {
    expect(gapLimit([0, 1000, 2000], { expected_s: 1, isReduced: false })).toBe(3000);
  });

  it("measures what is usual when nothing is expected", () => {
    expect(gapLimit([0, 10, 20, 30, 5000], { expected_s: null, isReduced: false })).toBe(100);
    expect(gapLimit([0, 10], { expected_s: null, isReduced: false })).toBe(Number.POSITIVE_INFINITY);
  });

  it("does not take the distance of reduced points for a gap", () => {
    const ts = Array.from({ length: 100 }, (_, i) => i * 60_000);
    expect(gapLimit(ts, { expected_s: 1, isReduced: true })).toBeGreaterThan(120_000);
  });
});
