import type { DataType, SampleValue } from "@/shared/api/types";
import { choiceTexts, type Parameter } from "../commands/parameters";

export type MaybeNumber = number | "";

/** A parameter while somebody edits it: everything as it stands in its field. */
export interface ParameterDraft {
  /** Tells rows apart while their names change. */
  id: number;
  name: string;
  title: string;
  type: DataType;
  unit: string;
  required: boolean;
  default: string;
  low: MaybeNumber;
  high: MaybeNumber;
  /** Divided by commas. */
  choices: string;
}

let last = 0;

export function newParameter(): ParameterDraft {
  last += 1;
  return {
    id: last,
    name: "",
    title: "",
    type: "double",
    unit: "",
    required: true,
    default: "",
    low: "",
    high: "",
    choices: "",
  };
}

export function draftOf(parameter: Parameter): ParameterDraft {
  const { name, title, type, unit, required, low, high } = parameter;
  const value = parameter.default;
  return {
    ...newParameter(),
    name,
    title,
    type,
    unit,
    required,
    default: value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value),
    low: low ?? "",
    high: high ?? "",
    choices: choiceTexts(parameter).join(", "),
  };
}

export function hasLimits(type: DataType): boolean {
  return type === "long" || type === "double";
}

function valueFrom(type: DataType, text: string): SampleValue {
  if (hasLimits(type)) return Number(text);
  if (type === "boolean") return text === "true";
  if (type !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the server names what is wrong with it
  }
}

/** The parameter as the server takes it. */
export function parameterOf(draft: ParameterDraft): Parameter {
  const { name, title, type, unit, required, low, high } = draft;
  const choices = draft.choices
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return {
    name: name.trim(),
    title: title.trim(),
    type,
    unit: hasLimits(type) ? unit.trim() : "",
    required,
    default: draft.default.trim() === "" ? null : valueFrom(type, draft.default.trim()),
    low: hasLimits(type) && low !== "" ? low : null,
    high: hasLimits(type) && high !== "" ? high : null,
    choices: type === "boolean" || type === "json" ? [] : choices.map((one) => valueFrom(type, one)),
  };
}
