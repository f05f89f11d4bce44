import { describe, expect, it } from "vitest";
import { timeTicks } from "./timeTicks";

const at = (text: string) => new Date(text).getTime();

describe("timeTicks", () => {
  it("writes an hour in quarters", () => {
    const ticks = timeTicks(at("2026-03-01T11:58:20"), at("2026-03-01T12:58:20"), 5, "en-GB");
    expect(ticks.text).toEqual(["12:00", "12:15", "12:30", "12:45"]);
  });

  it("writes seconds for a minute and days for a week", () => {
    expect(timeTicks(at("2026-03-01T12:00:00"), at("2026-03-01T12:00:50"), 5, "en-GB").text).toEqual([
      "12:00:00",
      "12:00:15",
      "12:00:30",
      "12:00:45",
    ]);
    expect(timeTicks(at("2026-03-01T10:00:00"), at("2026-03-08T10:00:00"), 5, "en-GB").text).toEqual([
      "2 Mar",
      "4 Mar",
      "6 Mar",
      "8 Mar",
    ]);
  });

  it.each([1, 7, 60, 900, 3600, 5000, 86_400, 1e6, 1e7, 1e8])("never writes more than five (%d s)", (span_s) => {
    const { at_ms } = timeTicks(at("2026-03-28T00:00:00"), at("2026-03-28T00:00:00") + span_s * 1000);
    expect(at_ms.length).toBeLessThanOrEqual(5);
    expect(at_ms.length).toBeGreaterThanOrEqual(1);
    expect([...at_ms].sort((a, b) => a - b)).toEqual(at_ms);
    expect(new Set(at_ms).size).toBe(at_ms.length);
  });
});
