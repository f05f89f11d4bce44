/** The last minutes of a metric: times and numbers, oldest first. */
export interface Trail {
  ts: readonly number[];
  value: readonly number[];
}

export const EMPTY_TRAIL: Trail = { ts: [], value: [] };

/** More points than pixels tell nothing. */
const LONGEST = 2_000;

/** Add points that came live; what is older than the window, or not newer than the last, falls away. */
export function extended(trail: Trail, points: readonly (readonly [number, unknown])[], since: number): Trail {
  const last = trail.ts.at(-1) ?? Number.NEGATIVE_INFINITY;
  const added = points.flatMap(([ts, value]) => {
    const number = typeof value === "boolean" ? Number(value) : value;
    return ts > last && typeof number === "number" ? [[ts, number] as const] : [];
  });
  if (added.length === 0 && (trail.ts[0] ?? since) >= since) return trail;
  const all = [...trail.ts.map((ts, index) => [ts, trail.value[index] ?? 0] as const), ...added];
  const kept = all.filter(([ts]) => ts >= since).slice(-LONGEST);
  return { ts: kept.map(([ts]) => ts), value: kept.map(([, value]) => value) };
}

interface Box {
  width: number;
  height: number;
  from: number;
  to: number;
  /** The line breaks between samples that lie further apart. */
  gap_ms: number;
  /** Switches keep their value until the next sample. */
  isStepped?: boolean;
}

/** Path of the line in a box; flat lines run through the middle. */
export function pathOf(trail: Trail, { width, height, from, to, gap_ms, isStepped = false }: Box): string {
  const low = Math.min(...trail.value);
  const span = Math.max(...trail.value) - low;
  const x = (ts: number) => (((ts - from) / (to - from)) * width).toFixed(1);
  const y = (value: number) => (span === 0 ? height / 2 : height - ((value - low) / span) * height).toFixed(1);
  return trail.ts
    .map((ts, index) => {
      const before = trail.ts[index - 1];
      const at = y(trail.value[index] ?? 0);
      if (before === undefined || ts - before > gap_ms) return `M${x(ts)} ${at}`;
      return isStepped ? `H${x(ts)}V${at}` : `L${x(ts)} ${at}`;
    })
    .join("");
}
