import { type FlowDocument, wireName } from "./document";

export interface BlockChange {
  readonly block: string;
  readonly kind: "added" | "removed" | "changed";
  /** Names of changed params; `label`, `type` for the rest. A moved block is no change: it deploys nothing. */
  readonly fields: readonly string[];
}

export interface Changes {
  readonly blocks: readonly BlockChange[];
  readonly wiresAdded: readonly string[];
  readonly wiresRemoved: readonly string[];
  readonly count: number;
}

/** What a deploy of `after` would change in the running `before`, in words a person can check. */
export function changesBetween(before: FlowDocument, after: FlowDocument): Changes {
  const blocks: BlockChange[] = [];
  for (const [id, block] of Object.entries(after.blocks)) {
    const old = before.blocks[id];
    if (!old) {
      blocks.push({ block: id, kind: "added", fields: [] });
      continue;
    }
    const fields: string[] = [];
    if (old.type !== block.type) fields.push("type");
    if (old.label !== block.label) fields.push("label");
    for (const name of new Set([...Object.keys(old.params), ...Object.keys(block.params)])) {
      if (!isSame(old.params[name], block.params[name])) fields.push(name);
    }
    if (fields.length > 0) blocks.push({ block: id, kind: "changed", fields });
  }
  for (const id of Object.keys(before.blocks)) {
    if (!after.blocks[id]) blocks.push({ block: id, kind: "removed", fields: [] });
  }
  const old = new Set(before.wires.map(wireName));
  const now = new Set(after.wires.map(wireName));
  const wiresAdded = [...now].filter((name) => !old.has(name));
  const wiresRemoved = [...old].filter((name) => !now.has(name));
  return { blocks, wiresAdded, wiresRemoved, count: blocks.length + wiresAdded.length + wiresRemoved.length };
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => isSame(left[name], right[name]));
}
