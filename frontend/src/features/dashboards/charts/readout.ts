import type { Readout } from "@/shared/charts/chartCursor";
import { momentText } from "@/shared/time/format";
import { type Decimals, formatNumber } from "../data/format";
import { placeOf } from "../data/series";
import type { Series } from "../data/source";

/** A line as it was drawn, gaps and all. */
export interface DrawnLine {
  name: string;
  color: string;
  unit: string;
  decimals: Decimals;
  ts: readonly number[];
  value: readonly (number | null)[];
  /** Between two samples the value of the first holds. */
  isStep?: boolean;
  /** Of an earlier period. */
  isFaint?: boolean;
  /** Instead of the number. */
  words?: (value: number) => string;
}

/** The drawn value nearest to a moment; null in a gap and beyond the line's ends. */
export function valueNear(
  line: Pick<DrawnLine, "ts" | "value" | "isStep">,
  at_ms: number,
  reach_ms: number,
): number | null {
  const { ts, value } = line;
  const after = placeOf(ts, at_ms);
  const before = after - 1;
  if (line.isStep && before >= 0 && after < ts.length) return value[before] ?? null;
  const toAfter = (ts[after] ?? Number.POSITIVE_INFINITY) - at_ms;
  const toBefore = at_ms - (ts[before] ?? Number.NEGATIVE_INFINITY);
  const nearest = toAfter < toBefore ? after : before;
  const next = toAfter < toBefore ? before : after;
  // In a gap one neighbour is a hole: the other one is too far away to speak for this moment.
  if (value[nearest] === null && value[next] === null) return null;
  if (value[nearest] === null) return null;
  if (Math.min(toAfter, toBefore) > reach_ms && (after >= ts.length || before < 0)) return null;
  return value[nearest] ?? null;
}

/** What all lines of a chart say at a moment. */
export function readoutOf(lines: readonly DrawnLine[], range: { from_ms: number; to_ms: number }) {
  const reach_ms = (range.to_ms - range.from_ms) / 50;
  return (at_ms: number): Readout => ({
    title: momentText(at_ms),
    rows: lines.map((line) => {
      const value = valueNear(line, at_ms, reach_ms);
      const number = value === null ? "–" : (line.words?.(value) ?? formatNumber(value, line.decimals));
      return {
        name: line.name,
        color: line.color,
        text: value !== null && line.unit ? `${number} ${line.unit}` : number,
        ...(line.isFaint ? { isFaint: true } : {}),
      };
    }),
  });
}

/** A line of an earlier period, laid over this one. */
export function shifted(series: Series, shift_ms: number): Series {
  return { ...series, ts: series.ts.map((at) => at + shift_ms) };
}
