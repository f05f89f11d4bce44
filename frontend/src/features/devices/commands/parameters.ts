import type { components } from "@/shared/api/schema";
import type { DataType, SampleValue } from "@/shared/api/types";
import type { Entered } from "./commandValue";

type Schemas = components["schemas"];
export type Parameter = Omit<Schemas["ParameterOut"], "type"> & { type: DataType };
export type CommandTemplate = Omit<Schemas["CommandTemplateOut"], "parameters"> & { parameters: Parameter[] };

export type EnteredParameters = Readonly<Record<string, Entered>>;

/** What the form begins with: the defaults. A switch has no empty position, so it begins at off. */
export function initialParameters(parameters: readonly Parameter[]): EnteredParameters {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, initial(parameter)]));
}

function initial({ type, default: value }: Parameter): Entered {
  if (type === "boolean") return value === true;
  if (value === null || value === undefined) return "";
  if (type === "json") return JSON.stringify(value);
  return typeof value === "number" ? value : String(value);
}

/** A sentence's key and what it names. */
export interface Problem {
  key: string;
  values?: Record<string, unknown>;
}

export interface ReadParameters {
  values: Record<string, SampleValue>;
  /** By the parameter's name; empty when all can be sent. */
  problems: Record<string, Problem>;
}

/** Turn what stands in the form into what the device gets. What is left empty is left out. */
export function readParameters(parameters: readonly Parameter[], entered: EnteredParameters): ReadParameters {
  const values: Record<string, SampleValue> = {};
  const problems: Record<string, Problem> = {};
  for (const parameter of parameters) {
    const given = entered[parameter.name] ?? "";
    if (given === "") {
      if (parameter.required) problems[parameter.name] = { key: "command.parameter_missing" };
      continue;
    }
    const read = readOne(parameter, given);
    if ("problem" in read) problems[parameter.name] = read.problem;
    else values[parameter.name] = read.value;
  }
  return { values, problems };
}

type ReadOne = { value: SampleValue } | { problem: Problem };

const wrong = (key: string, values?: Record<string, unknown>): ReadOne => ({ problem: { key, values } });

function readOne(parameter: Parameter, given: Entered): ReadOne {
  switch (parameter.type) {
    case "boolean":
      return { value: given === true || given === "true" };
    case "long":
    case "double":
      return readNumber(parameter, Number(given));
    case "json":
      try {
        return { value: JSON.parse(String(given)) };
      } catch {
        return wrong("command.json_wrong");
      }
    default:
      return { value: String(given) };
  }
}

function readNumber({ type, low, high }: Parameter, number: number): ReadOne {
  if (!Number.isFinite(number)) return wrong("command.number_missing");
  if (type === "long" && !Number.isInteger(number)) return wrong("command.whole_number", { number });
  if (typeof low === "number" && number < low) return wrong("command.too_low", { low });
  if (typeof high === "number" && number > high) return wrong("command.too_high", { high });
  return { value: number };
}

/** Choices are of the parameter's type; a list of options holds texts. */
export function choiceTexts({ choices = [] }: Pick<Parameter, "choices">): string[] {
  return choices.map((choice) => (typeof choice === "string" ? choice : JSON.stringify(choice)));
}

/** "setpoint 21.5, ramp On": a sent command's parameters in one line. */
export function parameterText(value: unknown): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const parts = Object.entries(value).map(
    ([name, one]) => `${name} ${typeof one === "string" ? one : JSON.stringify(one)}`,
  );
  return parts.join(", ");
}
