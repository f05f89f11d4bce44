/** What the form offers for the stretch of time; `own` is two times of one's own. */
export const SPANS = ["1h", "1d", "7d", "30d", "own"] as const;
export type Span = (typeof SPANS)[number];

export interface Range {
  readonly span: Span;
  /** Wall clock of the browser, as its calendar writes it. */
  readonly from: string;
  readonly to: string;
}

/** A moment as the browser's calendar writes it. */
export function wallText(at_ms: number): string {
  return new Date(at_ms - new Date(at_ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** What the server is asked for; null while one of the times is missing. */
export function boundsOf({ span, from, to }: Range): { start: string; end: string } | null {
  if (span !== "own") return { start: `now-${span}`, end: "now" };
  const start = Date.parse(from);
  const end = Date.parse(to);
  return Number.isNaN(start) || Number.isNaN(end) ? null : { start: String(start), end: String(end) };
}
