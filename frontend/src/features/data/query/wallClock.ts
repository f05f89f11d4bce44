import { localZone } from "@/shared/export/types";

const HALF_HOUR_MS = 1_800_000;

/**
 * Charts write times by the browser's clock. For another zone, each moment is moved to where the browser's clock shows
 * what that zone's clock shows.
 */
export interface WallClock {
  shown: (ts: number) => number;
  /** From a place in the chart back to the moment. */
  moment: (shown: number) => number;
}

export function wallClock(zone: string): WallClock {
  if (zone === localZone()) return { shown: (ts) => ts, moment: (shown) => shown };
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const shifts = new Map<number, number>();
  function shiftAt(ts: number): number {
    // Clocks change at full or half hours only.
    const slot = Math.floor(ts / HALF_HOUR_MS);
    const known = shifts.get(slot);
    if (known !== undefined) return known;
    const at = slot * HALF_HOUR_MS;
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    const shift = new Date(year, month - 1, day, hour, minute, second).getTime() - at;
    shifts.set(slot, shift);
    return shift;
  }
  return { shown: (ts) => ts + shiftAt(ts), moment: (shown) => shown - shiftAt(shown - shiftAt(shown)) };
}
