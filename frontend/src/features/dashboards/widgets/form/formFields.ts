import type { Command } from "@/shared/api/types";
import {
  type Entered,
  entered,
  type Fault,
  type FieldSpec,
  faultOf,
  initialOf,
  openParameters,
  sentOf,
  specOf,
  specOfParameter,
} from "../../controls/fieldSpec";
import type { Source } from "../../data/source";
import type { SentValue } from "../params";

/** What stands in a form's fields, by their keys; only what was changed. */
export type Draft = Readonly<Record<string, Entered>>;

/** One field of the form: a target of its own, or a parameter of a command. */
export interface FormField {
  /** The place of the binding; of a parameter with its name behind it, as the server names it in refusals. */
  key: string;
  place: number;
  parameter?: string;
  spec: FieldSpec;
  source: Source;
  /** What it holds while nobody has changed it. */
  start: Entered;
}

export function fieldsOf(sources: readonly Source[]): FormField[] {
  return sources.flatMap((source, place): FormField[] => {
    const { command } = source.info;
    if (!command) return [{ key: `${place}`, place, spec: specOf(source), source, start: inField(source) }];
    return openParameters(command).map((parameter) => ({
      key: `${place}.${parameter.name}`,
      place,
      parameter: parameter.name,
      spec: specOfParameter(parameter),
      source,
      start: initialOf(parameter),
    }));
  });
}

/** What is wrong with the fields that will be sent, by their keys. */
export function faultsOf(fields: readonly FormField[], draft: Draft): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  for (const { key, spec, start, parameter } of fields) {
    if (!(key in draft) && !spec.isRequired && parameter === undefined) continue;
    const fault = faultOf(spec, draft[key] ?? start);
    if (fault) faults[key] = fault;
    // What was emptied leaves nothing to send.
    else if (key in draft && draft[key] === "" && parameter === undefined && spec.dataType !== "string") {
      faults[key] = { what: spec.choices.length > 0 ? "missing" : spec.dataType === "json" ? "json" : "number" };
    }
  }
  return faults;
}

/**
 * The list that leaves: null for what stays as it is. Required fields go along with what the device reports, commands
 * with all of their parameters.
 */
export function outgoing(sources: readonly Source[], fields: readonly FormField[], draft: Draft): SentValue {
  return sources.map(({ info }, place): SentValue => {
    const own = fields.filter((field) => field.place === place);
    if (info.command) {
      const values = own.flatMap(({ key, spec, start, parameter = "" }) => {
        const value = draft[key] ?? start;
        const sent = value === "" ? undefined : sentOf(spec, value);
        return sent === undefined ? [] : [[parameter, sent] as const];
      });
      return Object.fromEntries(values);
    }
    const [field] = own;
    if (!field || !(field.key in draft || field.spec.isRequired)) return null;
    return sentOf(field.spec, draft[field.key] ?? field.start) ?? null;
  });
}

/** What the device reports, as the field shows it. */
function inField({ info, latest }: Source): Entered {
  if (info.dataType === "boolean") return latest?.value === true;
  return entered(latest?.value);
}

/** The command that a field waits for; parameters of a command share one. */
export function commandOf({ place }: FormField, commands: readonly (Command | null)[] = []): Command | null {
  return commands[place] ?? null;
}
