export interface Points {
  ts: readonly number[];
  value: readonly (number | null)[];
}

/**
 * Puts a null between two samples that lie further apart than `limit_ms`, so that a line breaks there: a straight
 * line over hours without data would be a measurement that nobody made.
 */
export function withGaps(points: Points, limit_ms: number): { ts: number[]; value: (number | null)[] } {
  const ts: number[] = [];
  const value: (number | null)[] = [];
  let before: number | undefined;
  for (let i = 0; i < points.ts.length; i += 1) {
    const at = points.ts[i] ?? 0;
    if (before !== undefined && at - before > limit_ms) {
      ts.push((before + at) / 2);
      value.push(null);
    }
    ts.push(at);
    value.push(points.value[i] ?? null);
    before = at;
  }
  return { ts, value };
}

/**
 * How far apart samples may lie before it is a gap: three times the expected interval, or, when nobody said what to
 * expect, ten times the usual distance. Reduced data holds about two points a bucket, so there it is not less than
 * three buckets.
 */
export function gapLimit(
  ts: readonly number[],
  { expected_s, isReduced }: { expected_s: number | null; isReduced: boolean },
): number {
  const span = (ts.at(-1) ?? 0) - (ts[0] ?? 0);
  const reduced = isReduced && ts.length > 1 ? (span / (ts.length / 2)) * 3 : 0;
  if (expected_s !== null && expected_s > 0) return Math.max(expected_s * 3000, reduced);
  if (ts.length < 3) return Number.POSITIVE_INFINITY;
  const distances = ts.slice(1).map((at, i) => at - (ts[i] ?? at));
  distances.sort((a, b) => a - b);
  return Math.max((distances[Math.floor(distances.length / 2)] ?? 0) * 10, reduced);
}
