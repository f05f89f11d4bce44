import type { TreeItem } from "../types";

const COLLECTIONS: Partial<Record<TreeItem["kind"], string>> = {
  organization: "organizations",
  site: "sites",
  device: "devices",
  metric: "metrics",
};

/** Where the API keeps the thing behind a node. */
export function addressOf({ kind, id }: Pick<TreeItem, "kind" | "id">): string {
  const collection = COLLECTIONS[kind];
  if (!collection) throw new Error(`A ${kind} has no address of its own.`);
  return `/api/${collection}/${id}`;
}
