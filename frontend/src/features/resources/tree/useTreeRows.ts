import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { treePageQuery } from "../queries";
import { type PageName, type ReadPage, ROOT, rowsOf, type TreeRow } from "./treeRows";

/** Counts the pages of the tree that came or changed, so that rows are put together once for each. */
function useTreeStamp(): number {
  const cache = useQueryClient().getQueryCache();
  const counter = useMemo(() => {
    let stamp = 0;
    return {
      subscribe: (heard: () => void) =>
        cache.subscribe((event) => {
          const [subject, kind] = event.query.queryKey;
          if (subject !== "tree" || kind !== "page") return;
          // That a page is asked for changes nothing yet.
          const isNew = event.type === "updated" && event.action.type === "success";
          if (!isNew && event.type !== "removed") return;
          stamp += 1;
          heard();
        }),
      read: () => stamp,
    };
  }, [cache]);
  return useSyncExternalStore(counter.subscribe, counter.read);
}

/** The rows of the tree as far as they are loaded; ask for what is in sight with `useTreePages`. */
export function useTreeRows(expanded: ReadonlySet<string>, top = ROOT): TreeRow[] {
  const queries = useQueryClient();
  const stamp = useTreeStamp();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says when the cache, which is read here, has changed.
  return useMemo(() => {
    const read: ReadPage = (node, page) => queries.getQueryData(treePageQuery(node, page).queryKey);
    return rowsOf(expanded, read, top);
  }, [queries, expanded, top, stamp]);
}

/** Keeps the pages that are in sight loaded and fresh. Answers the first failure among them. */
export function useTreePages(pages: readonly PageName[]): { error: Error | null; retry: () => void } {
  return useQueries({
    queries: pages.map(({ node, page }) => treePageQuery(node, page)),
    combine: (results) => {
      const failed = results.filter((result) => result.isError && !result.data);
      return {
        error: failed[0]?.error ?? null,
        retry: () => {
          for (const result of failed) void result.refetch();
        },
      };
    },
  });
}
