import type { SampleValue } from "@/shared/api/types";

const formats = new Map<string, Intl.NumberFormat>();

/** A number with so many decimals in the reader's language; making a formatter is slow, so they are kept. */
export function formatNumber(value: number, decimals: number, locale?: string): string {
  const key = `${locale ?? ""}:${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(key, format);
  }
  // A minus before nothing but zeros would make people look twice.
  const text = format.format(value);
  return /^-[0.,\s]*$/.test(text) ? text.slice(1) : text;
}

export function formatValue(value: SampleValue | undefined, decimals: number): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return Number.isFinite(value) ? formatNumber(value, decimals) : "–";
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "string" ? value : JSON.stringify(value);
}
