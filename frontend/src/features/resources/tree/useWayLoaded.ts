import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/shared/api/client";
import { treePageQuery } from "../queries";
import type { TreePage } from "../types";
import { CHILDREN_A_PAGE, ROOT } from "./treeRows";

/** Loads the pages on which the nodes of this way stand, from the top down, so that the tree can show the last of them. */
export function useWayLoaded(keys: readonly string[]): void {
  const queries = useQueryClient();
  const way = keys.join("\n");
  useEffect(() => {
    if (!way) return;
    const stop = new AbortController();

    async function load(parent: string, child: string): Promise<void> {
      const loaded = queries.getQueriesData<TreePage>({ queryKey: ["tree", "page", parent] });
      if (loaded.some(([, page]) => page?.items.some(({ key }) => key === child))) return;
      // The first page tells how many there are, the one around the child where it stands.
      const first = await queries.fetchQuery(treePageQuery(parent, 0));
      if (first.items.some(({ key }) => key === child) || first.total <= CHILDREN_A_PAGE) return;
      const page = await api.get<TreePage>(
        "/api/tree",
        { node: parent, around: child, limit: CHILDREN_A_PAGE },
        stop.signal,
      );
      queries.setQueryData(treePageQuery(parent, page.offset / CHILDREN_A_PAGE).queryKey, page);
    }

    async function loadAll(): Promise<void> {
      const nodes = way.split("\n");
      for (const [index, child] of nodes.entries()) await load(nodes[index - 1] ?? ROOT, child);
    }

    // The node's own page says what failed; the tree then just stays where it is.
    loadAll().catch(() => {});
    return () => stop.abort();
  }, [queries, way]);
}
