import { type Block, type FlowDocument, wireName } from "./document";

/** Whether a block works, among the names of its params: one of them may be called `mode`. */
export const MODE_FIELD = "@mode";

export interface BlockChange {
  readonly block: string;
  readonly kind: "added" | "removed" | "changed";
  /** Names of changed params, `values.limit` for one inside of one; `label`, `type` for the rest. A moved block is no change:
   * it deploys nothing. */
  readonly fields: readonly string[];
}

export interface Changes {
  readonly blocks: readonly BlockChange[];
  readonly wiresAdded: readonly string[];
  readonly wiresRemoved: readonly string[];
  /** Params of a subflow that were declared, dropped or declared differently. */
  readonly params: readonly string[];
  /** Blocks that only stand elsewhere; not counted. */
  readonly moved: readonly string[];
  readonly count: number;
}

/** What a deploy of `after` would change in the running `before`, in words a person can check. */
export function changesBetween(before: FlowDocument, after: FlowDocument): Changes {
  const blocks: BlockChange[] = [];
  const moved: string[] = [];
  for (const [id, block] of Object.entries(after.blocks)) {
    const old = before.blocks[id];
    if (!old) {
      blocks.push({ block: id, kind: "added", fields: [] });
      continue;
    }
    const fields = changedFields(old, block);
    if (fields.length > 0) blocks.push({ block: id, kind: "changed", fields });
    else if (!isSame(old.position, block.position)) moved.push(id);
  }
  for (const id of Object.keys(before.blocks)) {
    if (!after.blocks[id]) blocks.push({ block: id, kind: "removed", fields: [] });
  }
  const old = new Set(before.wires.map(wireName));
  const now = new Set(after.wires.map(wireName));
  const wiresAdded = [...now].filter((name) => !old.has(name));
  const wiresRemoved = [...old].filter((name) => !now.has(name));
  const params = changedParams(before, after);
  const count = blocks.length + wiresAdded.length + wiresRemoved.length + params.length;
  return { blocks, wiresAdded, wiresRemoved, params, moved, count };
}

/** Type, label and params that differ between two versions of a block. */
export function changedFields(old: Block, block: Block): string[] {
  const fields: string[] = [];
  if (old.type !== block.type) fields.push("type");
  if (old.label !== block.label) fields.push("label");
  if (old.mode !== block.mode) fields.push(MODE_FIELD);
  for (const name of new Set([...Object.keys(old.params), ...Object.keys(block.params)])) {
    const [before, after] = [old.params[name], block.params[name]];
    if (isSame(before, after)) continue;
    if (!isRecord(before) || !isRecord(after)) fields.push(name);
    else {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (!isSame(before[key], after[key])) fields.push(`${name}.${key}`);
      }
    }
  }
  return fields;
}

/** What stands in a block under a name that `changedFields` gives. */
export function fieldOfBlock(block: Block | undefined, field: string): unknown {
  if (field === MODE_FIELD) return block?.mode;
  if (!block || field === "label" || field === "type") return block?.[field as "label" | "type"];
  const [name = "", key] = splitField(field, block.params);
  const value = block.params[name];
  return key === undefined ? value : isRecord(value) ? value[key] : undefined;
}

/** `values.limit` is the key `limit` in the param `values`, unless a param has that very name. */
function splitField(field: string, params: Readonly<Record<string, unknown>>): [string, string?] {
  const dot = field.indexOf(".");
  return dot < 0 || field in params ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
}

function changedParams(before: FlowDocument, after: FlowDocument): string[] {
  const old = new Map(before.params?.map((param) => [param.name, param]));
  const now = new Map(after.params?.map((param) => [param.name, param]));
  return [...new Set([...old.keys(), ...now.keys()])].filter((name) => !isSame(old.get(name), now.get(name)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
