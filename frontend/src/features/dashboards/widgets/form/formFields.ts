import type { SampleValue } from "@/shared/api/types";
import type { Source } from "../../data/source";
import type { SentValue } from "../params";

/** What stands in a form's fields: by the place of the binding, only what was changed. */
export type Draft = Readonly<Record<number, string | number | boolean>>;

export type Fault = { what: "number" } | { what: "range"; low: number | null; high: number | null } | { what: "json" };

/** What is wrong with a field; null when nothing is. */
export function faultOf({ info }: Source, value: string | number | boolean): Fault | null {
  if (info.dataType === "json") return jsonOf(value) === undefined ? { what: "json" } : null;
  if (info.dataType !== "long" && info.dataType !== "double") return null;
  if (typeof value !== "number" || !Number.isFinite(value)) return { what: "number" };
  if (info.dataType === "long" && !Number.isInteger(value)) return { what: "number" };
  const { low, high } = info;
  return (low !== null && value < low) || (high !== null && value > high) ? { what: "range", low, high } : null;
}

/** The list that leaves: null for what stays as it is. */
export function outgoing(sources: readonly Source[], draft: Draft): SentValue {
  return sources.map(({ info }, place) => {
    const value = draft[place];
    if (value === undefined) return null;
    return info.dataType === "json" ? (jsonOf(value) ?? null) : value;
  });
}

/** What the device reports, as the field shows it. */
export function inField({ info, latest }: Source): string | number | boolean {
  const value: SampleValue | undefined = latest?.value;
  // A field for numbers cannot hold what is none.
  if (typeof value === "number" && !Number.isFinite(value)) return "";
  if (info.dataType === "boolean") return value === true;
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function jsonOf(value: string | number | boolean): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}
