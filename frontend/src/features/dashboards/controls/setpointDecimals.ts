import type { Decimals } from "../data/format";

/** A value that somebody sets is written as it is: with the decimals of the steps, and with its own where it has more. */
export function setpointDecimals(decimals: Decimals, step: number, ...values: (number | null | undefined)[]): number {
  return decimals ?? Math.max(decimalsOf(step, 6), ...values.map((value) => decimalsOf(value ?? 0, 3)));
}

function decimalsOf(value: number, most: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return 0;
  return /\.(\d+)$/.exec(String(Number(value.toFixed(most))))?.[1]?.length ?? 0;
}
