import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import { CHILDREN_A_PAGE } from "./tree/treeRows";
import type { Organization, SearchAnswer, SearchHit, Site, TreePage } from "./types";

/** One page of what stands directly below a node. */
export const treePageQuery = (node: string, page: number) =>
  queryOptions({
    queryKey: ["tree", "page", node, page],
    queryFn: ({ signal }) =>
      api.get<TreePage>("/api/tree", { node, limit: CHILDREN_A_PAGE, offset: page * CHILDREN_A_PAGE }, signal),
    staleTime: 30_000,
  });

/** One node with the way to it. */
export const nodeQuery = (key: string) =>
  queryOptions({
    queryKey: ["tree", "node", key],
    queryFn: ({ signal }) => api.get<TreePage>("/api/tree", { node: key, limit: 1 }, signal),
    staleTime: 10_000,
  });

const HITS = 50;

export const treeSearchQuery = (search: string, kinds = "") =>
  queryOptions({
    queryKey: ["tree", "search", search, kinds],
    queryFn: ({ signal }) => api.get<SearchAnswer>("/api/tree/search", { search, kinds, limit: HITS }, signal),
    enabled: search.length > 0,
    placeholderData: (previous) => previous,
  });

export const favouritesQuery = queryOptions({
  queryKey: ["tree", "favourites"],
  queryFn: ({ signal }) => api.get<SearchHit[]>("/api/favourites", {}, signal),
});

export const organizationQuery = (id: string) =>
  queryOptions({
    queryKey: ["organizations", "one", id],
    queryFn: ({ signal }) => api.get<Organization>(`/api/organizations/${id}`, {}, signal),
  });

export const siteQuery = (id: number) =>
  queryOptions({
    queryKey: ["sites", "one", id],
    queryFn: ({ signal }) => api.get<Site>(`/api/sites/${id}`, {}, signal),
  });
