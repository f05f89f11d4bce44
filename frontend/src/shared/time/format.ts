import i18next from "i18next";
import { timeLocale } from "../i18n/i18n";

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

const SHAPES = {
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  dayAndClock: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
  year: { year: "numeric" },
  full: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Formats = Record<keyof typeof SHAPES, Intl.DateTimeFormat>;

/** Each is made when it is needed first: making one takes the browser longer than formatting a hundred times. */
function formatsIn(timeZone?: string): Formats {
  const locale = timeLocale();
  const formats = {};
  for (const [name, shape] of Object.entries(SHAPES)) {
    let made: Intl.DateTimeFormat | undefined;
    Object.defineProperty(formats, name, {
      get: () => {
        made ??= new Intl.DateTimeFormat(locale, { ...shape, timeZone });
        return made;
      },
    });
  }
  return formats as Formats; // one for each shape above
}

let formats = formatsIn();
let shownZone = "";

i18next.on("languageChanged", () => {
  formats = formatsIn(shownZone || undefined);
});

/** The time zone of the browser itself. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Show times as they are at another place; an empty name means the browser's own. True when that is a change. */
export function showTimesIn(zone: string): boolean {
  if (zone === shownZone) return false;
  const next = formatsIn(zone || undefined);
  try {
    void next.clock;
    formats = next;
  } catch {
    // A zone that this browser does not know: its own is better than none.
    formats = formatsIn();
  }
  shownZone = zone;
  return true;
}

/** The zone that somebody chose; empty is the browser's own. */
export function chosenTimeZone(): string {
  return shownZone;
}

/** The zone that times are shown in, by name. */
export function shownTimeZone(): string {
  return formats.full.resolvedOptions().timeZone;
}

const offsets = new Map<string, number>();
/** No zone's clock changes within one. */
const QUARTER_MS = 900_000;

/** How far the wall clock of that zone is ahead of UTC. */
export function zoneOffset_ms(at_ms: number): number {
  if (!shownZone) return -new Date(at_ms).getTimezoneOffset() * 60_000;
  const quarter = Math.floor(at_ms / QUARTER_MS);
  const key = `${shownZone}:${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const start_ms = quarter * QUARTER_MS;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: shownTimeZone(),
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(start_ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  if (offsets.size > 5000) offsets.clear();
  offsets.set(key, wall - start_ms);
  return wall - start_ms;
}

/** The wall clock of the shown zone as a browser's calendar wants it: 2026-03-01T12:00:00. */
export function wallClock(at_ms: number): string {
  return new Date(at_ms + zoneOffset_ms(at_ms)).toISOString().slice(0, 19);
}

/** The moment of a wall clock of the shown zone; null for what is none. */
export function momentOfWallClock(text: string): number | null {
  const as_utc = Date.parse(`${text.trim()}Z`);
  if (Number.isNaN(as_utc)) return null;
  const guess = as_utc - zoneOffset_ms(as_utc);
  // Near a change of clocks the offset there may be another than at the guess.
  return as_utc - zoneOffset_ms(guess);
}

/** Day, clock and seconds: short enough for a label, and never in doubt. */
export function momentText(time: TimeLike): string {
  const at = asDate(time);
  return `${formats.dayAndClock.format(at).split(", ")[0]}, ${formats.clock.format(at)}`;
}

/** As short as the distance allows: the clock today, day and clock this year, else the date. */
export function shortTime(time: TimeLike, now: TimeLike = Date.now()): string {
  const at = asDate(time);
  const today = asDate(now);
  const isSame = (part: keyof Formats) => formats[part].format(at) === formats[part].format(today);
  if (isSame("day")) return formats.clock.format(at);
  if (isSame("year")) return formats.dayAndClock.format(at);
  return formats.day.format(at);
}

export function fullTime(time: TimeLike): string {
  return formats.full.format(asDate(time));
}
