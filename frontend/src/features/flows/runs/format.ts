import i18next from "i18next";
import { formatCount } from "@/shared/values/format";

const LONGEST_TEXT = 14;
const SEALED = /sealed:[\w=-]{20,}/g;

/** Secrets travel sealed: what people see of them is that they are there. */
export function unsealed(text: string): string {
  return text.replaceAll(SEALED, "••••••");
}

/** A live value as small as it can be read. */
export function shortValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return shortNumber(value);
  if (typeof value === "string") {
    const text = unsealed(value);
    return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
  }
  const told = shownAs(value);
  if (told) return told.$ === "cut" ? `${told.text.slice(0, LONGEST_TEXT - 1)}…` : fullValue(value);
  if (Array.isArray(value)) return `[${value.length}]`;
  return `{${Object.keys(value as object).length}}`;
}

/** Five figures are what an eye takes in from a moving number. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return value.toExponential(2);
  return String(Number(value.toPrecision(5)));
}

export function compactNumber(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
  if (value >= 1e4) return `${Math.round(value / 1e3)}k`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(1)}k`;
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

/** What stands for a value that is not shown as it is: `flows/shown.py` makes it. */
export type Shown =
  | { readonly $: "secret" }
  | { readonly $: "cut"; readonly text: string; readonly length: number }
  | { readonly $: "series"; readonly count: number; readonly from: number | null; readonly to: number | null };

export function shownAs(value: unknown): Shown | null {
  if (typeof value !== "object" || value === null || !("$" in value)) return null;
  // The server alone makes objects with this sign.
  return value as Shown;
}

/** The whole value, for tooltips and the debug list. */
export function fullValue(value: unknown): string {
  const told = shownAs(value);
  if (told?.$ === "secret") return "••••••";
  if (told?.$ === "cut") return i18next.t("flows:shown.cut", { text: told.text, length: formatCount(told.length) });
  if (told?.$ === "series")
    return i18next.t("flows:shown.series", { count: told.count, text: formatCount(told.count) });
  return unsealed(typeof value === "string" ? value : (JSON.stringify(value) ?? "–"));
}

/** A sentence of Markdown where only text fits. */
export function plainText(markdown: string): string {
  return markdown.replaceAll(/[`*]/g, "");
}
