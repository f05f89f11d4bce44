import type { SampleValue } from "@/shared/api/types";
import { asRecord, asText, LEVELS, type Level } from "../document/dashboardDocument";
import { numberOf } from "./source";

/** What people call a value: 1 is "Running", 20 to 60 is "Comfortable". */
export interface Mapping {
  when: "is" | "range";
  /** For `is`: a number, true, false or a word, as it is written. */
  value: string;
  /** For `range`: both ends belong to it, null is without end. */
  from: number | null;
  to: number | null;
  text: string;
  level: Level | "normal";
}

export function emptyMapping(when: Mapping["when"] = "is"): Mapping {
  return { when, value: "", from: null, to: null, text: "", level: "normal" };
}

/** Saved mappings; those that do not fit are left out. */
export function readMappings(raw: unknown): Mapping[] {
  if (!Array.isArray(raw)) return [];
  return raw.map(asRecord).flatMap((mapping): Mapping[] => {
    if (mapping.when !== "is" && mapping.when !== "range") return [];
    return [
      {
        when: mapping.when,
        value: asText(mapping.value),
        from: numberOrNull(mapping.from),
        to: numberOrNull(mapping.to),
        text: asText(mapping.text),
        level: LEVELS.find((level) => level === mapping.level) ?? "normal",
      },
    ];
  });
}

/** The first that speaks of the value. */
export function mappingFor(value: SampleValue | undefined, mappings: readonly Mapping[]): Mapping | null {
  if (value === null || value === undefined) return null;
  return mappings.find((mapping) => fits(mapping, value)) ?? null;
}

function fits(mapping: Mapping, value: NonNullable<SampleValue>): boolean {
  const number = typeof value === "string" ? null : numberOf(value);
  if (mapping.when === "range") {
    if (number === null || (mapping.from === null && mapping.to === null)) return false;
    return number >= (mapping.from ?? Number.NEGATIVE_INFINITY) && number <= (mapping.to ?? Number.POSITIVE_INFINITY);
  }
  const wanted = mapping.value.trim().toLowerCase();
  if (wanted === "") return value === "";
  if (String(value).trim().toLowerCase() === wanted) return true;
  return number !== null && Number(wanted) === number;
}

function numberOrNull(raw: unknown): number | null {
  return typeof raw === "number" && Number.isFinite(raw) ? raw : null;
}
