import { renamedVariable, type Variable } from "../variables/variables";
import type { Command } from "./command";

/** All variables anew, in this order. Kinds that we do not know keep their place at the end. */
export function setVariables(raw: readonly unknown[]): Command {
  return {
    name: "setVariables",
    mergeKey: "variables",
    apply(draft) {
      draft.variables = [...raw];
    },
  };
}

/** Bindings and texts that name it follow. */
export function renameVariable(from: Variable, to: string): Command {
  return {
    name: "setVariables",
    mergeKey: "variables",
    apply(draft) {
      Object.assign(draft, renamedVariable(draft, from.name, to));
    },
  };
}
