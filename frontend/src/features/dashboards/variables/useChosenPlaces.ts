import { useContext, useMemo } from "react";
import { ResolutionContext } from "./ResolutionContext";
import type { VariableKind, VariableState } from "./variables";

/** The devices, or else the sites, that the dashboard's variables stand for. Both empty: nothing is chosen. */
export interface ChosenPlaces {
  devices: number[];
  sites: number[];
}

/** For widgets that ask the server by themselves, and whose rows are to be those of what is chosen above the page. */
export function useChosenPlaces(): ChosenPlaces {
  const { variables } = useContext(ResolutionContext);
  return useMemo(() => chosenPlaces(variables), [variables]);
}

/** A device says more than the site that it was chosen at. */
export function chosenPlaces(variables: readonly VariableState[]): ChosenPlaces {
  const devices = idsOf(variables, "device");
  return { devices, sites: devices.length > 0 ? [] : idsOf(variables, "site") };
}

function idsOf(variables: readonly VariableState[], kind: VariableKind): number[] {
  const all = variables.filter((one) => one.kind === kind).flatMap(({ values }) => values);
  return [...new Set(all.filter((value) => typeof value === "number"))].slice(0, MOST);
}

/** As many as the server takes. */
const MOST = 200;
