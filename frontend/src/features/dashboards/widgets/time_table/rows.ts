import type { Source } from "../../data/source";

export type Step = "exact" | "second" | "minute" | "hour" | "day";
export type Cell = number | null | undefined;

export interface Row {
  at_ms: number;
  values: Cell[];
}

const STEPS_MS: Record<Exclude<Step, "day">, number> = { exact: 1, second: 1000, minute: 60_000, hour: 3_600_000 };

/** The beginning of the stretch a time lies in; days begin at the viewer's midnight. */
function beginning(at_ms: number, step: Step): number {
  if (step !== "day") return Math.floor(at_ms / STEPS_MS[step]) * STEPS_MS[step];
  return new Date(at_ms).setHours(0, 0, 0, 0);
}

/** One row for each time, newest first; where several samples fall into one row the last counts. */
export function rowsOf(sources: readonly Source[], step: Step): Row[] {
  const rows = new Map<number, Cell[]>();
  sources.forEach(({ series }, column) => {
    series.ts.forEach((ts, i) => {
      const at_ms = beginning(ts, step);
      const values = rows.get(at_ms) ?? [];
      // A hole must not hide the value that came just before it.
      values[column] = series.value[i] ?? values[column] ?? null;
      rows.set(at_ms, values);
    });
  });
  return [...rows].map(([at_ms, values]) => ({ at_ms, values })).sort((a, b) => b.at_ms - a.at_ms);
}

export interface Order {
  /** -1 is the time. */
  column: number;
  isUp: boolean;
}

/** Rows without a value stand at the end, whichever way the others go. */
export function sorted(rows: readonly Row[], { column, isUp }: Order): Row[] {
  const sign = isUp ? 1 : -1;
  const of = (row: Row) => (column < 0 ? row.at_ms : row.values[column]);
  return [...rows].sort((a, b) => {
    const [first, second] = [of(a), of(b)];
    if (typeof first !== "number") return typeof second === "number" ? 1 : 0;
    if (typeof second !== "number") return -1;
    return sign * (first - second);
  });
}
