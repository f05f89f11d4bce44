import i18next from "i18next";
import type { SampleValue } from "../api/types";
import { numberLocale } from "../i18n/i18n";

const MISSING = "–";

function digitsFor(size: number): number {
  if (size >= 1_000 || size === 0) return 0;
  if (size >= 100) return 1;
  if (size >= 1) return 2;
  return 3;
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(digits: number, isExact = false): Intl.NumberFormat {
  const locale = numberLocale();
  const key = `${locale}:${digits}:${isExact}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: isExact ? digits : 0,
    maximumFractionDigits: digits,
    useGrouping: isExact ? false : "min2",
  });
  formats.set(key, made);
  return made;
}

/** A count of things, with the separators of the reader's language. */
export function formatCount(count: number): string {
  return count.toLocaleString(numberLocale());
}

/** About four telling digits, or exactly as many decimals as asked for. */
export function formatNumber(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (decimals === undefined && size > 0 && (size < 0.001 || size >= 1e9)) return value.toExponential(2);
  if (decimals !== undefined) return numberFormat(decimals, true).format(value);
  return numberFormat(Number.isInteger(value) ? 0 : digitsFor(size)).format(value);
}

/** A sample's value as people read it. */
export function formatValue(value: SampleValue | undefined, decimals?: number): string {
  if (value === null || value === undefined) return MISSING;
  if (typeof value === "number") return formatNumber(value, decimals);
  if (typeof value === "boolean") return i18next.t(value ? "shared:values.on" : "shared:values.off");
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
