import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import type { components } from "../api/schema";
import type { Me } from "../api/types";
import { meQuery } from "./useMe";

/** Change one's own name or preferences; preferences that are not named stay. */
export function useChangeMe(): (change: Partial<components["schemas"]["MeIn"]>) => Promise<void> {
  const queries = useQueryClient();
  return async (change) => {
    queries.setQueryData(meQuery.queryKey, await api.patch<Me>("/api/me", change));
  };
}
