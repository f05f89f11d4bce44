import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../api/client";
import type { NodeKind } from "../nodes/nodes";

interface Crumb {
  key: string;
  kind: NodeKind;
  label: string;
}

/** A place in the tree, as much of it as choosing needs. */
export interface PickedNode extends Crumb {
  /** The way to it, the outermost first; empty where the tree itself shows it. */
  breadcrumbs?: Crumb[];
}

export interface PickableNode extends PickedNode {
  has_children: boolean;
  description: string;
  /** Shown only because something below may be seen. */
  is_passage: boolean;
}

interface Children {
  node: PickedNode | null;
  breadcrumbs: Crumb[];
  items: PickableNode[];
  total: number;
}

const A_PAGE = 100;
const HITS = 50;

/** What stands directly below a node, page after page; below no node, where the tree begins. */
export const childrenQuery = (node: string) =>
  infiniteQueryOptions({
    queryKey: ["tree", "picker", "children", node],
    queryFn: ({ pageParam, signal }) =>
      api.get<Children>("/api/tree", { node, limit: A_PAGE, offset: pageParam }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ total }, _, offset) => (offset + A_PAGE < total ? offset + A_PAGE : undefined),
    staleTime: 30_000,
  });

export const nodeSearchQuery = (search: string, kinds: readonly NodeKind[]) =>
  queryOptions({
    queryKey: ["tree", "picker", "search", search, kinds],
    queryFn: ({ signal }) =>
      api.get<{ items: PickableNode[] }>("/api/tree/search", { search, kinds: kinds.join(","), limit: HITS }, signal),
    placeholderData: keepPreviousData,
  });

/** One node by its key, with the way to it. */
export const pickedNodeQuery = (key: string) =>
  queryOptions({
    queryKey: ["tree", "picker", "one", key],
    queryFn: async ({ signal }) => {
      const { node, breadcrumbs } = await api.get<Children>("/api/tree", { node: key, limit: 1 }, signal);
      return node && { ...node, breadcrumbs };
    },
    enabled: key !== "",
    staleTime: 60_000,
  });
