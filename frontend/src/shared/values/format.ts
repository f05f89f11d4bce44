import type { SampleValue } from "../api/types";

const MISSING = "–";

function digitsFor(size: number): number {
  if (size >= 1_000 || size === 0) return 0;
  if (size >= 100) return 1;
  if (size >= 1) return 2;
  return 3;
}

const formats = new Map<number, Intl.NumberFormat>();

function numberFormat(digits: number): Intl.NumberFormat {
  const known = formats.get(digits);
  if (known) return known;
  const made = new Intl.NumberFormat("en", { maximumFractionDigits: digits, useGrouping: "min2" });
  formats.set(digits, made);
  return made;
}

/** About four telling digits, or exactly as many decimals as asked for. */
export function formatNumber(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (decimals === undefined && size > 0 && (size < 0.001 || size >= 1e9)) return value.toExponential(2);
  if (decimals !== undefined) return value.toFixed(decimals);
  return numberFormat(Number.isInteger(value) ? 0 : digitsFor(size)).format(value);
}

/** A sample's value as people read it. */
export function formatValue(value: SampleValue | undefined, decimals?: number): string {
  if (value === null || value === undefined) return MISSING;
  if (typeof value === "number") return formatNumber(value, decimals);
  if (typeof value === "boolean") return value ? "On" : "Off";
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
