/**
 * The stretch of time a dashboard shows. Ends are `now`, `now-90m` or an ISO 8601 time, the same words the
 * server takes, so a range can stand in the document, in the address and in a request unchanged.
 */
export interface TimeRange {
  from: string;
  to: string;
}

export interface ResolvedRange {
  from_ms: number;
  to_ms: number;
  /** The end moves with the clock. */
  isLive: boolean;
}

/** What is drawn beside the range: nothing, the stretch just before it, or the same a day or a week earlier. */
export const COMPARES = ["none", "previous", "day", "week"] as const;
export type Compare = (typeof COMPARES)[number];

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const HOUR_MS = 3_600_000;
const MILLISECONDS = /^\d{9,}$/;
const RELATIVE = /^now(?:-(\d{1,6})([smhdw]))?$/;

export const DEFAULT_RANGE: TimeRange = { from: "now-1h", to: "now" };

export const QUICK_RANGES: readonly TimeRange[] = ["5m", "15m", "1h", "6h", "24h", "2d", "7d", "30d", "90d"].map(
  (span) => ({ from: `now-${span}`, to: "now" }),
);

/** Milliseconds since 1970, or null when the text is neither relative nor a time. */
export function resolveTime(text: string, now_ms: number): number | null {
  const relative = RELATIVE.exec(text.trim());
  if (relative) {
    const [, count, unit] = relative;
    return count && unit ? now_ms - Number(count) * (UNIT_MS[unit] ?? 0) : now_ms;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

export function isRelative(text: string): boolean {
  return RELATIVE.test(text.trim());
}

/** Falls back to the last hour when an end cannot be read or the ends are the wrong way round. */
export function resolveRange(range: TimeRange, now_ms: number): ResolvedRange {
  const from_ms = resolveTime(range.from, now_ms);
  const to_ms = resolveTime(range.to, now_ms);
  if (from_ms === null || to_ms === null || from_ms >= to_ms) {
    return { from_ms: now_ms - HOUR_MS, to_ms: now_ms, isLive: true };
  }
  return { from_ms, to_ms, isLive: range.to.trim() === "now" };
}

export function absoluteRange(from_ms: number, to_ms: number): TimeRange {
  return { from: new Date(from_ms).toISOString(), to: new Date(to_ms).toISOString() };
}

/** Parsed at the rim: an address or a stored document may hold anything. */
export function parseTimeRange(raw: unknown): TimeRange {
  if (typeof raw !== "object" || raw === null) return DEFAULT_RANGE;
  const ends = raw as { from?: unknown; to?: unknown };
  const from = endOf(ends.from);
  const to = endOf(ends.to);
  return from !== null && to !== null ? { from, to } : DEFAULT_RANGE;
}

/** As we write it; the server and its documents know milliseconds as well. */
function endOf(raw: unknown): string | null {
  if (typeof raw === "number" || (typeof raw === "string" && MILLISECONDS.test(raw))) {
    const at = new Date(Number(raw));
    return Number.isNaN(at.getTime()) ? null : at.toISOString();
  }
  return typeof raw === "string" && resolveTime(raw, 0) !== null ? raw : null;
}

export function sameRange(a: TimeRange, b: TimeRange): boolean {
  return a.from === b.from && a.to === b.to;
}

/** "1h", "7d": the span of a live range; null for any other. */
export function liveSpan(range: TimeRange): { count: number; unit: string } | null {
  const relative = RELATIVE.exec(range.from.trim());
  if (range.to.trim() !== "now" || !relative?.[1] || !relative[2]) return null;
  return { count: Number(relative[1]), unit: relative[2] };
}

/** The range that an address says; without one the dashboard's own. */
export function rangeIn(search: URLSearchParams, ofDashboard: TimeRange): TimeRange {
  const from = search.get("from");
  const to = search.get("to");
  return from && to ? parseTimeRange({ from, to }) : ofDashboard;
}

export function compareIn(search: URLSearchParams): Compare {
  const asked = search.get("compare");
  return COMPARES.find((one) => one === asked) ?? "none";
}
