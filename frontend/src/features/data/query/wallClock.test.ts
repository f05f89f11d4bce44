import { expect, test } from "vitest";
import { localZone } from "@/shared/export/types";
import { wallClock } from "./wallClock";

test("in the reader's own zone nothing moves", () => {
  expect(wallClock(localZone()).shown(1_234)).toBe(1_234);
});

test.each(["Asia/Kolkata", "America/New_York", "Pacific/Auckland"])(
  "the browser's clock shows what the clock in %s shows",
  (zone) => {
    const at = Date.UTC(2026, 6, 1, 12, 34, 56);
    const clock = wallClock(zone);
    const options = {
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      day: "2-digit",
    } as const;
    const there = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(at);
    expect(new Intl.DateTimeFormat("en-GB", options).format(clock.shown(at))).toBe(there);
    expect(clock.moment(clock.shown(at))).toBe(at);
  },
);
