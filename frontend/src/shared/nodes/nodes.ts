/** Kinds of nodes in the tree of resources; a node's key begins with the letter of its kind. */
export type NodeKind = "organization" | "site" | "device" | "folder" | "metric" | "dashboard";

const KINDS: Record<string, NodeKind> = {
  o: "organization",
  s: "site",
  d: "device",
  f: "folder",
  m: "metric",
  b: "dashboard",
};

export interface NodeName {
  kind: NodeKind;
  /** What stands behind the colon: `7` of `d:7`, `7:motor/left` of `f:7:motor/left`. */
  id: string;
}

/** The parts of a key, or null when it is none. */
export function parseNode(key: string): NodeName | null {
  const kind = KINDS[key.slice(0, 1)];
  const id = key.slice(2);
  return kind && key[1] === ":" && id ? { kind, id } : null;
}

/** Folders hold slashes, and an address must survive them. */
export function nodePath(key: string): string {
  return `/resources/${encodeURIComponent(key)}`;
}
