import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { call } from "@/shared/api/client";
import { notifyError } from "@/shared/notify/notify";
import { favouritesQuery } from "../queries";
import type { TreeItem, TreePage } from "../types";

function starred<T extends TreeItem | null>(item: T, keys: ReadonlySet<string>, isFavourite: boolean): T {
  return item && keys.has(item.key) ? { ...item, is_favourite: isFavourite } : item;
}

/** Stars show at once; a refusal takes them back. */
export function useFavourite(): (items: readonly TreeItem[], isFavourite: boolean) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (items, isFavourite) => {
      const keys = new Set(items.map(({ key }) => key));
      const mark = (star: boolean) => {
        for (const kind of ["page", "node"]) {
          queries.setQueriesData<TreePage>({ queryKey: ["tree", kind] }, (page) => {
            if (!page || !(page.items.some(({ key }) => keys.has(key)) || (page.node && keys.has(page.node.key))))
              return page;
            return {
              ...page,
              node: starred(page.node, keys, star),
              items: page.items.map((item) => starred(item, keys, star)),
            };
          });
        }
      };
      mark(isFavourite);
      try {
        for (const key of keys) {
          await call<unknown>(isFavourite ? "PUT" : "DELETE", `/api/favourites/${encodeURIComponent(key)}`, {
            body: isFavourite ? {} : undefined,
          });
        }
      } catch (error) {
        mark(!isFavourite);
        notifyError(error);
      }
      await queries.invalidateQueries({ queryKey: favouritesQuery.queryKey });
    },
    [queries],
  );
}
