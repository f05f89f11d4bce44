import i18next from "i18next";
import type { SampleValue } from "@/shared/api/types";

const formats = new Map<string, Intl.NumberFormat>();

/** Null means as many decimals as tell something. */
export type Decimals = number | null;

const LARGEST_WRITTEN_OUT = 1e9;
const SMALLEST_WRITTEN_OUT = 1e-3;

/** The same size gives the same number of decimals, so that a value that moves a little does not jump about. */
function tellingDecimals(size: number): number {
  if (size >= 1000) return 0;
  if (size >= 10) return 1;
  if (size >= 1) return 2;
  return size === 0 ? 1 : 3;
}

/** A number in the reader's language; making a formatter is slow, so they are kept. */
export function formatNumber(value: number, decimals: Decimals, locale?: string): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const size = Math.abs(value);
  const isFar = decimals === null ? size >= LARGEST_WRITTEN_OUT : size >= 1e15;
  if (isFar || (decimals === null && size > 0 && size < SMALLEST_WRITTEN_OUT)) return scientific(value, locale);
  const digits = decimals ?? tellingDecimals(size);
  const key = `${locale ?? ""}:${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, format);
  }
  // A minus before nothing but zeros would make people look twice.
  const text = format.format(value);
  return /^-[0.,\s]*$/.test(text) ? text.slice(1) : text;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return i18next.t("dashboards:value.notANumber");
  return value > 0 ? "∞" : "−∞";
}

const RAISED: Record<string, string> = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) };

/** 1.24×10¹², as it is written on paper. */
function scientific(value: number, locale?: string): string {
  const [mantissa = "", exponent = ""] = value.toExponential(2).replace("e+", "e").split("e");
  const raised = [...exponent].map((digit) => RAISED[digit] ?? digit).join("");
  return `${formatNumber(Number(mantissa), 2, locale)}×10${raised}`;
}

const LONGEST = 500;

export function formatValue(value: SampleValue | undefined, decimals: Decimals): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return formatNumber(value, decimals);
  if (typeof value === "boolean") return i18next.t(value ? "dashboards:value.on" : "dashboards:value.off");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
