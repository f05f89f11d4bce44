import { field } from "../widgets/params";
import type { ShownReading } from "./shownReading";

export interface Scale {
  min: number;
  max: number;
}

/** Where a scale begins and ends; empty is what the metric says of itself. In the unit that is shown. */
export const scaleFields = { min: field.optionalNumber(), max: field.optionalNumber() };

export function scaleOf(reading: ShownReading, params: { min: number | null; max: number | null }): Scale {
  const min = params.min ?? reading.source?.info.low ?? 0;
  const max = params.max ?? reading.source?.info.high ?? 100;
  return { min, max: max > min ? max : min + 1 };
}

/** How far up a scale a value stands, from 0 to 1; it stops at the ends. */
export function fractionOf(value: number, min: number, max: number): number {
  if (max <= min) return 0;
  return Math.min(Math.max((value - min) / (max - min), 0), 1);
}

/** Beyond the ends of its scale a value is only half of the truth: which end it has passed. */
export function beyond(value: number | null, { min, max }: Scale): "above" | "below" | null {
  if (value === null) return null;
  return value > max ? "above" : value < min ? "below" : null;
}

/** Ends and middle of a scale with as many decimals as they need. */
export function scaleDecimals({ min, max }: Scale): number {
  if (Number.isInteger(min) && Number.isInteger(max)) return 0;
  return max - min < 1 ? 2 : 1;
}

/** Lowest and highest of the samples that are known. */
export function extremesOf(source: ShownReading["source"]): Scale | null {
  const values = (source?.series.value ?? []).filter((value) => value !== null);
  if (values.length === 0) return null;
  return values.reduce<Scale>((all, value) => ({ min: Math.min(all.min, value), max: Math.max(all.max, value) }), {
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  });
}
