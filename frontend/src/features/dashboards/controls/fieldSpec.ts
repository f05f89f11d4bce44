import type { DataType, SampleValue } from "@/shared/api/types";
import { formatValue } from "../data/format";
import type { Source } from "../data/source";
import { asList, asRecord, asText } from "../document/dashboardDocument";
import type { SentValue } from "../widgets/params";

/** A parameter of a device's command, as its type declares it. */
export interface Parameter {
  name: string;
  title: string;
  type: DataType;
  unit: string;
  required: boolean;
  default: SampleValue;
  low: number | null;
  high: number | null;
  choices: SampleValue[];
}

/** A command of a device's type that a control sends. */
export interface DeviceCommand {
  name: string;
  title: string;
  parameters: Parameter[];
  confirmation: string;
  /** Laid down by the designer: nobody is asked for these. */
  fixed: Record<string, unknown>;
}

export type Entered = string | number | boolean;

export interface Choice {
  value: SampleValue;
  label: string;
}

/** What one field to fill in takes. */
export interface FieldSpec {
  label: string;
  dataType: DataType;
  unit: string;
  low: number | null;
  high: number | null;
  choices: readonly Choice[];
  /** Choices side by side instead of in a list. */
  isRadio: boolean;
  isRequired: boolean;
  pattern: string;
  /** What to say when the pattern does not fit. */
  hint: string;
}

export type Fault =
  | { what: "missing" | "number" | "whole" | "json" | "choice" }
  | { what: "range"; low: number | null; high: number | null }
  | { what: "pattern"; pattern: string; hint: string };

const asNumber = (raw: unknown): number | null => (typeof raw === "number" && Number.isFinite(raw) ? raw : null);

/** What the designer laid down for a form's field, within the limits of what it is bound to. */
export function specOf({ info, label, field }: Source): FieldSpec {
  const own = asRecord(field);
  const tighter = (pick: (...of: number[]) => number, a: number | null, b: number | null) =>
    a === null || b === null ? (a ?? b) : pick(a, b);
  return {
    label,
    dataType: info.dataType,
    unit: info.unit,
    low: tighter(Math.max, info.low, asNumber(own.low)),
    high: tighter(Math.min, info.high, asNumber(own.high)),
    choices: choicesIn(own.choices),
    isRadio: own.look === "radio",
    isRequired: own.required === true,
    pattern: asText(own.pattern),
    hint: asText(own.hint),
  };
}

export function choicesIn(raw: unknown): Choice[] {
  return asList(raw).flatMap((one) => {
    const { value, label } = asRecord(one);
    // Only what JSON holds can stand in a document.
    return value === undefined ? [] : [{ value: value as SampleValue, label: asText(label) || wordOf(value) }];
  });
}

export function specOfParameter(parameter: Parameter): FieldSpec {
  const { name, title, type, unit, low, high, choices, required } = parameter;
  return {
    label: title || name,
    dataType: type,
    unit: unit ?? "",
    low: low ?? null,
    high: high ?? null,
    choices: choicesIn((choices ?? []).map((value) => ({ value }))),
    isRadio: false,
    isRequired: required && type !== "boolean",
    pattern: "",
    hint: "",
  };
}

/** The parameters that the designer left open. */
export function openParameters({ parameters, fixed }: DeviceCommand): Parameter[] {
  return parameters.filter(({ name }) => !(name in fixed));
}

export function initialOf({ type, default: value }: Parameter): Entered {
  if (type === "boolean") return value === true;
  return entered(value);
}

/** A value as a field holds it. */
export function entered(value: SampleValue | undefined): Entered {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? value : "";
  return typeof value === "object" ? JSON.stringify(value) : value;
}

/** What is wrong with what stands in a field; null when nothing is. */
export function faultOf(spec: FieldSpec, value: Entered): Fault | null {
  if (value === "") return spec.isRequired ? { what: "missing" } : null;
  if (spec.choices.length > 0) return choiceOf(spec, value) ? null : { what: "choice" };
  switch (spec.dataType) {
    case "boolean":
      return null;
    case "json":
      return jsonOf(value) === undefined ? { what: "json" } : null;
    case "long":
    case "double":
      return numberFault(spec, value);
    default:
      return matches(spec.pattern, String(value)) ? null : { what: "pattern", pattern: spec.pattern, hint: spec.hint };
  }
}

function numberFault({ dataType, low, high }: FieldSpec, value: Entered): Fault | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return { what: "number" };
  if (dataType === "long" && !Number.isInteger(value)) return { what: "whole" };
  return (low !== null && value < low) || (high !== null && value > high) ? { what: "range", low, high } : null;
}

/** The server has the last word: it knows another dialect of patterns, and one that cannot be read here hinders nobody. */
function matches(pattern: string, text: string): boolean {
  if (pattern === "") return true;
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

/** The choice that a field holds; choices are told apart by their JSON, as a list of options holds texts. */
export function choiceOf({ choices }: FieldSpec, value: Entered): Choice | undefined {
  return choices.find((choice) => entered(choice.value) === value || keyOf(choice.value) === value);
}

export const keyOf = (value: SampleValue): string => JSON.stringify(value);

/** What leaves; undefined for what is left empty. */
export function sentOf(spec: FieldSpec, value: Entered): SentValue | undefined {
  if (value === "" && spec.dataType !== "string") return undefined;
  const choice = spec.choices.length > 0 ? choiceOf(spec, value) : undefined;
  // Choices come from the document, which holds nothing but JSON.
  if (choice) return choice.value as SentValue;
  return spec.dataType === "json" ? ((jsonOf(value) as SentValue | undefined) ?? undefined) : value;
}

function jsonOf(value: Entered): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}

/** "Volume 2 l, Mode fast": what goes with a command, in one line. */
export function parametersText(value: unknown, parameters: readonly Parameter[] = []): string {
  return Object.entries(asRecord(value))
    .map(([name, one]) => {
      const known = parameters.find((parameter) => parameter.name === name);
      const word = typeof one === "boolean" ? formatValue(one, 0) : wordOf(one);
      return [known?.title || name, word, known?.unit].filter(Boolean).join(" ");
    })
    .join(", ");
}

/** A value in place of a name. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
