import { shownTimeZone, zoneOffset_ms } from "@/shared/time/format";
import { MAX_TICKS } from "./chartTemplate";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 60, 90, 180, 365, 730].map((n) => n * DAY),
];

export interface TimeTicks {
  at_ms: number[];
  text: string[];
}

/** At most five times to write below a chart, at round minutes, hours or days of the zone that times are shown in. */
export function timeTicks(from_ms: number, to_ms: number, most = MAX_TICKS, locale?: string): TimeTicks {
  const span = Math.max(to_ms - from_ms, 1);
  const step = STEPS.find((candidate) => span / candidate < most) ?? 365 * 5 * DAY;
  const at_ms: number[] = [];
  let at = ceilTo(from_ms, step);
  while (at <= to_ms && at_ms.length < most) {
    at_ms.push(at);
    // From the wall clock again each time: on the day the clocks change, noon stays noon.
    at = ceilTo(at + step - (step >= DAY ? 2 * HOUR : 0), step);
  }
  const write = writer(step, locale);
  return { at_ms, text: at_ms.map((one) => write.format(one)) };
}

/** The first time not before `at_ms` whose wall clock is a multiple of `step_ms`. */
function ceilTo(at_ms: number, step_ms: number): number {
  const offset_ms = zoneOffset_ms(at_ms);
  const wall = Math.ceil((at_ms + offset_ms) / step_ms) * step_ms;
  const guess = wall - offset_ms;
  // The offset at the tick may be another than at the start.
  return wall - zoneOffset_ms(guess);
}

const writers = new Map<string, Intl.DateTimeFormat>();

function writer(step_ms: number, locale: string | undefined): Intl.DateTimeFormat {
  const form = step_ms < MINUTE ? "second" : step_ms < DAY ? "minute" : "day";
  const timeZone = shownTimeZone();
  const key = `${locale ?? ""}:${form}:${timeZone}`;
  const known = writers.get(key);
  if (known) return known;
  const options: Intl.DateTimeFormatOptions =
    form === "day"
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit", ...(form === "second" ? { second: "2-digit" } : {}), hourCycle: "h23" };
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  writers.set(key, made);
  return made;
}
