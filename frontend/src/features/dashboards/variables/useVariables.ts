import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useSetSearch } from "@/shared/routing/useSetSearch";
import { declaredVariables, type Given, givenOf, withVariable } from "./variables";

/** The variables of the open dashboard and what the address says of them, so that a link shows the same machine. */
export function useVariables(raw: readonly unknown[]) {
  const [search] = useSearchParams();
  const setSearch = useSetSearch();
  const variables = useMemo(() => declaredVariables(raw), [raw]);
  // The address changes with every page and range; what is given stays the same object while its values do.
  const key = JSON.stringify(givenOf(variables, search));
  const given = useMemo(() => JSON.parse(key) as Given, [key]); // our own words
  const choose = useCallback(
    (name: string, values: readonly string[]) => setSearch((current) => withVariable(current, variables, name, values)),
    [setSearch, variables],
  );
  return { variables, given, choose };
}
