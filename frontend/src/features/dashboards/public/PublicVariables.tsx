import { createContext, useContext, useMemo } from "react";
import { ResolutionContext } from "../variables/ResolutionContext";
import type { Given, Variable, VariableState } from "../variables/variables";

interface PublicVariables {
  /** Those that the link leaves open. */
  variables: readonly Variable[];
  given: Given;
  choose: (name: string, values: readonly string[]) => void;
}

const NOTHING: PublicVariables = { variables: [], given: {}, choose: () => undefined };

export const PublicVariablesContext = createContext<PublicVariables>(NOTHING);

/** What a visitor may choose, and what is chosen now. */
export function usePublicVariables(): PublicVariables & { states: readonly VariableState[] } {
  const open = useContext(PublicVariablesContext);
  const { variables: states } = useContext(ResolutionContext);
  return useMemo(() => ({ ...open, states }), [open, states]);
}
