/** What the API and the live frames use: milliseconds or ISO 8601. */
export type TimeLike = number | string | Date;

export function asDate(time: TimeLike): Date {
  return time instanceof Date ? time : new Date(time);
}

const UNITS: [name: string, ms: number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

/** "4 s", "12 min", "3 h", "5 d". */
export function ageText(age_ms: number): string {
  const [name, ms] = UNITS.find(([, size]) => age_ms >= size) ?? ["s", 1_000];
  return `${Math.max(0, Math.floor(age_ms / ms))} ${name}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
});

/** As short as the distance allows: the clock today, day and clock this year, else the date. */
export function shortTime(time: TimeLike, now: TimeLike = Date.now()): string {
  const at = asDate(time);
  const today = asDate(now);
  if (at.toDateString() === today.toDateString()) return clock.format(at);
  if (at.getFullYear() === today.getFullYear()) return dayAndClock.format(at);
  return day.format(at);
}

export function fullTime(time: TimeLike): string {
  return full.format(asDate(time));
}
