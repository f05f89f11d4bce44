import { describe, expect, it } from "vitest";
import { absoluteRange, DEFAULT_RANGE, liveSpan, parseTimeRange, resolveRange, resolveTime } from "./timeRange";

const NOON = Date.parse("2026-03-01T12:00:00Z");

describe("time range", () => {
  it("reads relative ends from the clock", () => {
    expect(resolveRange({ from: "now-15m", to: "now" }, NOON)).toEqual({
      from_ms: NOON - 900_000,
      to_ms: NOON,
      isLive: true,
    });
  });

  it("is not live when its end lies in the past", () => {
    expect(resolveRange({ from: "now-2d", to: "now-1d" }, NOON)).toEqual({
      from_ms: NOON - 172_800_000,
      to_ms: NOON - 86_400_000,
      isLive: false,
    });
  });

  it("keeps an absolute range as it is whatever the clock says", () => {
    const range = absoluteRange(NOON - 1000, NOON);
    expect(range).toEqual({ from: "2026-03-01T11:59:59.000Z", to: "2026-03-01T12:00:00.000Z" });
    expect(resolveRange(range, NOON + 5_000_000).from_ms).toBe(NOON - 1000);
  });

  it("shows the last hour when the ends are the wrong way round", () => {
    expect(resolveRange({ from: "now", to: "now-1h" }, NOON).from_ms).toBe(NOON - 3_600_000);
  });

  it("does not read what is no time", () => {
    expect(resolveTime("yesterday-ish", NOON)).toBeNull();
    expect(parseTimeRange({ from: "now-1q", to: "now" })).toEqual(DEFAULT_RANGE);
    expect(parseTimeRange(null)).toEqual(DEFAULT_RANGE);
  });

  it("reads milliseconds, which the server takes in documents and addresses", () => {
    const range = { from: "2026-03-01T11:00:00.000Z", to: "2026-03-01T12:00:00.000Z" };
    expect(parseTimeRange({ from: NOON - 3_600_000, to: NOON })).toEqual(range);
    expect(parseTimeRange({ from: String(NOON - 3_600_000), to: String(NOON) })).toEqual(range);
    expect(parseTimeRange({ from: 1e300, to: NOON })).toEqual(DEFAULT_RANGE);
  });

  it("knows the span of a live range", () => {
    expect(liveSpan({ from: "now-6h", to: "now" })).toEqual({ count: 6, unit: "h" });
    expect(liveSpan({ from: "now-6h", to: "now-1h" })).toBeNull();
  });
});
