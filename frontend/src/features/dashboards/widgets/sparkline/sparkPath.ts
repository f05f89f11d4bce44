interface Line {
  ts: readonly number[];
  value: readonly (number | null)[];
}

interface Frame {
  from_ms: number;
  to_ms: number;
  low: number;
  high: number;
}

export const WIDTH = 100;
export const HEIGHT = 30;

/** Lowest and highest value, with a little room so that a flat line lies in the middle. */
export function rangeOf(values: readonly (number | null)[]): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  return low === high ? { low: low - 1, high: high + 1 } : { low, high };
}

/** The path of a line, broken where a value is null, and the path of the area below it. */
export function sparkPath(line: Line, frame: Frame): { line: string; area: string } {
  const x = (at: number) => (((at - frame.from_ms) / (frame.to_ms - frame.from_ms)) * WIDTH).toFixed(2);
  const y = (value: number) => (HEIGHT - ((value - frame.low) / (frame.high - frame.low)) * HEIGHT).toFixed(2);
  const strokes: string[] = [];
  const areas: string[] = [];
  let run: string[] = [];
  let first = "";
  let last = "";
  const close = () => {
    if (run.length === 0) return;
    // A point alone between gaps is a dot: a line of no length with round ends.
    strokes.push(run.length === 1 ? `M${run[0]}h0` : `M${run.join("L")}`);
    if (run.length > 1) areas.push(`M${run.join("L")}L${last},${HEIGHT}L${first},${HEIGHT}Z`);
    run = [];
  };
  line.ts.forEach((at, i) => {
    const value = line.value[i];
    if (value === null || value === undefined) {
      close();
      return;
    }
    if (run.length === 0) first = x(at);
    last = x(at);
    run.push(`${last},${y(value)}`);
  });
  close();
  return { line: strokes.join(""), area: areas.join("") };
}
