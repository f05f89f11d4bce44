import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { useSetSearch } from "./useSetSearch";

/** State that lives in the address, so that a page can be sent to a colleague as it is. Empty values are left out. */
export function useSearchState(): [
  read: (name: string) => string,
  write: (changes: Record<string, string | null>) => void,
] {
  const [search] = useSearchParams();
  const setSearch = useSetSearch();
  const read = useCallback((name: string) => search.get(name) ?? "", [search]);
  const write = useCallback(
    (changes: Record<string, string | null>) =>
      setSearch((next) => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      }),
    [setSearch],
  );
  return [read, write];
}
