import { parseNode } from "@/shared/nodes/nodes";
import type { TreeItem } from "./types";

/** A node as the server sends it, for tests. */
export function treeItem(key: string, changes: Partial<TreeItem> = {}): TreeItem {
  const name = parseNode(key);
  if (!name) throw new Error(`${key} is no key of a node.`);
  return {
    key,
    kind: name.kind,
    id: name.id,
    organization_id: "acme01",
    label: key,
    description: "",
    has_children: false,
    counts: {},
    online: null,
    is_favourite: false,
    permissions: [],
    is_passage: false,
    ...changes,
  };
}
