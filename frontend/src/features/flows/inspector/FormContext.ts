import { createContext, useContext } from "react";
import type { ParamPath } from "../commands/setParam";
import type { Params } from "../graph/document";
import type { Problem } from "../types";

export interface FormScope {
  /** All params of the block: a column may choose from the rows of another table. */
  readonly params: Params;
  /** The names of its inputs. */
  readonly inputs: readonly string[];
  /** The fields whose message is a hint only, such as `states.1.name`. */
  readonly hints: ReadonlySet<string>;
}

/** What a field may want to know of the form around it. */
export const FormContext = createContext<FormScope>({ params: {}, inputs: [], hints: new Set() });

/** The fields about which there is only a warning. */
export function hintsIn(problems: readonly Problem[]): ReadonlySet<string> {
  const of = (wanted: Problem["level"]) =>
    problems.flatMap(({ level, field }) => (level === wanted ? (field?.replace("params.", "") ?? []) : []));
  const errors = of("error");
  return new Set(of("warning").filter((field) => !errors.includes(field)));
}

/** The sentence that stands at a field; of several the one that is in the way. */
export function messageAt(problems: readonly Problem[], path: ParamPath): string | undefined {
  const here = problems.filter(({ field }) => field === `params.${path.join(".")}`);
  return (here.find(({ level }) => level === "error") ?? here[0])?.message;
}

export function useForm(): FormScope {
  return useContext(FormContext);
}

const ROW_OF = "row_of:";

/** What a text of this format is chosen from; null for free text. `row_of:states.name` means the names in the table of states. */
export function choicesFor(format: string, { params, inputs }: FormScope): readonly string[] | null {
  if (format === "input") return inputs;
  if (!format.startsWith(ROW_OF)) return null;
  const [table = "", column = ""] = format.slice(ROW_OF.length).split(".");
  const rows = params[table];
  if (!Array.isArray(rows)) return [];
  return [...new Set(rows.map((row: Record<string, unknown>) => String(row[column] ?? "")).filter(Boolean))];
}
