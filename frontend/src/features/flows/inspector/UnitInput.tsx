import { Autocomplete, type AutocompleteProps, type ComboboxItem, type ComboboxItemGroup } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";

interface Unit {
  readonly name: string;
  readonly quantity: string;
}

const unitsQuery = queryOptions({
  queryKey: ["blocks", "units"],
  queryFn: ({ signal }) => api.get<Page<Unit>>("/api/blocks/units", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

type Groups = { group: string; items: ComboboxItem[] }[];

/** Search by unit or by what it measures ("pressure"); any other unit can be written, the server knows more than the list. */
export function UnitInput(props: Omit<AutocompleteProps, "data" | "filter">) {
  const units = useQuery(unitsQuery);
  const data = useMemo(() => groupsOf(units.data?.items ?? []), [units.data]);
  return (
    <Autocomplete
      {...props}
      data={data}
      filter={({ options, search }) => fitting(options as Groups, search)}
      limit={60}
      maxDropdownHeight={260}
      comboboxProps={{ width: "max-content", position: "bottom-start", ...props.comboboxProps }}
      spellCheck={false}
    />
  );
}

function groupsOf(units: readonly Unit[]) {
  const groups = new Map<string, string[]>();
  for (const { name, quantity } of units) groups.set(quantity, [...(groups.get(quantity) ?? []), name]);
  // A unit stands once, with the quantity that people look for it under.
  const seen = new Set<string>();
  return [...groups].map(([group, items]) => ({
    group: group.charAt(0).toUpperCase() + group.slice(1),
    items: items.filter((item) => !seen.has(item) && seen.add(item)),
  }));
}

/** With exactly a unit in the field, everything is offered: one opens the list to choose another. */
export function fitting(groups: Groups, search: string): ComboboxItemGroup<ComboboxItem>[] {
  const wanted = search.trim().toLowerCase();
  const isUnit = groups.some(({ items }) => items.some(({ value }) => value === search.trim()));
  if (!wanted || isUnit) return groups;
  return groups
    .map(({ group, items }) => ({
      group,
      items: group.toLowerCase().includes(wanted)
        ? items
        : items.filter(({ label }) => label.toLowerCase().startsWith(wanted)),
    }))
    .filter(({ items }) => items.length > 0);
}
