import { changedFields, fieldOfBlock, isSame } from "./changes";
import { type Block, type FlowDocument, type Group, portAddress, portName, type Wire, wireName } from "./document";
import { freshIds } from "./ids";

export type Side = "mine" | "theirs";

/** What both have changed, and differently. One choice is made for each block, and for each input that both have wired. */
export interface Conflict {
  /** Names the choice: the block's id, or `>b2.value` for an input. */
  readonly key: string;
  readonly block: string;
  readonly kind: "fields" | "deleted_by_me" | "deleted_by_them" | "wire";
  /** Fields on which the two differ. */
  readonly fields: readonly string[];
}

export interface Merged {
  readonly document: FlowDocument;
  readonly conflicts: readonly Conflict[];
  /** Blocks of mine that got another id, because theirs took it at the same time: old -> new. */
  readonly renamed: ReadonlyMap<string, string>;
}

export type Choices = ReadonlyMap<string, Side>;
const NO_CHOICES: Choices = new Map();

/** Bring together what two people made of the same flow: block by block, param by param, wire by wire. Where both changed the
 * same, the choice decides; mine, as long as none is made. */
export function merge(base: FlowDocument, theirs: FlowDocument, ours: FlowDocument, choices = NO_CHOICES): Merged {
  const { document: mine, renamed } = withoutClashes(base, theirs, ours);
  const conflicts: Conflict[] = [];
  const blocks = mergedBlocks(base, theirs, mine, choices, conflicts);
  const wires = mergedWires(base, theirs, mine, choices, conflicts).filter(
    ({ from, to }) => blocks[portAddress(from).block] && blocks[portAddress(to).block],
  );
  return { document: { ...mergedRest(base, theirs, mine, blocks), blocks, wires }, conflicts, renamed };
}

/** Two people who each add a block give it the same id. Mine steps aside. */
function withoutClashes(base: FlowDocument, theirs: FlowDocument, mine: FlowDocument) {
  const clashes = Object.keys(mine.blocks).filter(
    (id) => !base.blocks[id] && theirs.blocks[id] && !isSame(theirs.blocks[id], mine.blocks[id]),
  );
  const both = { ...mine, blocks: { ...theirs.blocks, ...mine.blocks } };
  const ids = freshIds(both, clashes.length, 0);
  const renamed = new Map(clashes.map((id, index) => [id, ids[index] ?? id]));
  if (renamed.size === 0) return { document: mine, renamed };
  const name = (id: string) => renamed.get(id) ?? id;
  const port = (text: string) => {
    const at = portAddress(text);
    return portName(name(at.block), at.port);
  };
  const document: FlowDocument = {
    ...mine,
    blocks: Object.fromEntries(Object.entries(mine.blocks).map(([id, block]) => [name(id), block])),
    wires: mine.wires.map(({ from, to }) => ({ from: port(from), to: port(to) })),
    ...(mine.groups && {
      groups: Object.fromEntries(
        Object.entries(mine.groups).map(([id, group]) => [id, { ...group, blocks: group.blocks.map(name) }]),
      ),
    }),
  };
  return { document, renamed };
}

function mergedBlocks(
  base: FlowDocument,
  theirs: FlowDocument,
  mine: FlowDocument,
  choices: Choices,
  conflicts: Conflict[],
): Record<string, Block> {
  const blocks: Record<string, Block> = {};
  for (const id of new Set([...Object.keys(theirs.blocks), ...Object.keys(mine.blocks)])) {
    const [b, t, m] = [base.blocks[id], theirs.blocks[id], mine.blocks[id]];
    const found = mergedBlock(id, b, t, m, choices.get(id) ?? "mine", conflicts);
    if (found) blocks[id] = found;
  }
  return blocks;
}

function mergedBlock(
  id: string,
  base: Block | undefined,
  theirs: Block | undefined,
  mine: Block | undefined,
  choice: Side,
  conflicts: Conflict[],
): Block | undefined {
  if (isSame(base, theirs)) return mine;
  if (isSame(base, mine) || isSame(theirs, mine)) return theirs;
  if (!theirs || !mine) {
    // Somebody deleted what the other has only moved: that is no reason to ask.
    const other = theirs ?? mine;
    if (base && other && changedFields(base, other).length === 0) return undefined;
    conflicts.push({ key: id, block: id, kind: mine ? "deleted_by_them" : "deleted_by_me", fields: [] });
    return choice === "mine" ? mine : theirs;
  }
  if (!base) return mine;
  const fields = changedFields(base, mine).filter(
    (field) =>
      changedFields(base, theirs).some((other) => touch(field, other)) &&
      !isSame(fieldOfBlock(theirs, field), fieldOfBlock(mine, field)),
  );
  if (fields.length > 0) conflicts.push({ key: id, block: id, kind: "fields", fields });
  if (fields.includes("type")) return choice === "mine" ? mine : theirs;
  return joined(base, theirs, mine, choice);
}

/** `values` and `values.limit` are about the same. */
function touch(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** Each part of a block from whoever changed it. */
function joined(base: Block, theirs: Block, mine: Block, choice: Side): Block {
  const pick = <T>(b: T, t: T, m: T): T => {
    if (isSame(b, t)) return m;
    if (isSame(b, m)) return t;
    if (isRecord(b) && isRecord(t) && isRecord(m)) return joinedRecord(b, t, m, choice) as T;
    return choice === "mine" ? m : t;
  };
  return {
    ...joinedRecord({ ...base }, { ...theirs }, { ...mine }, choice),
    type: pick(base.type, theirs.type, mine.type),
    version: pick(base.version, theirs.version, mine.version),
    label: pick(base.label, theirs.label, mine.label),
    position: isSame(base.position, mine.position) ? theirs.position : mine.position,
    params: pick(base.params, theirs.params, mine.params),
  };
}

type Row = Readonly<Record<string, unknown>>;

function joinedRecord(base: Row, theirs: Row, mine: Row, choice: Side): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [b, t, m] = [base[name], theirs[name], mine[name]];
    const value = isSame(b, t)
      ? m
      : isSame(b, m)
        ? t
        : isRecord(b) && isRecord(t) && isRecord(m)
          ? joinedRecord(b, t, m, choice)
          : choice === "mine"
            ? m
            : t;
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function isRecord(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mergedWires(
  base: FlowDocument,
  theirs: FlowDocument,
  mine: FlowDocument,
  choices: Choices,
  conflicts: Conflict[],
): Wire[] {
  const [old, their, own] = [base, theirs, mine].map(({ wires }) => new Set(wires.map(wireName))) as [
    Set<string>,
    Set<string>,
    Set<string>,
  ];
  const kept = (name: string) => (old.has(name) ? their.has(name) && own.has(name) : true);
  const all = new Map([...theirs.wires, ...mine.wires].map((wire) => [wireName(wire), wire]));
  const byInput = new Map<string, Wire[]>();
  for (const [name, wire] of all) {
    if (kept(name)) byInput.set(wire.to, [...(byInput.get(wire.to) ?? []), wire]);
  }
  const wires: Wire[] = [];
  for (const [to, found] of byInput) {
    const theirNew = found.find((wire) => their.has(wireName(wire)) && !own.has(wireName(wire)));
    const myNew = found.find((wire) => own.has(wireName(wire)) && !their.has(wireName(wire)));
    if (!theirNew || !myNew) {
      wires.push(...found);
      continue;
    }
    const key = `>${to}`;
    conflicts.push({ key, block: portAddress(to).block, kind: "wire", fields: [theirNew.from, myNew.from] });
    wires.push((choices.get(key) ?? "mine") === "mine" ? myNew : theirNew);
  }
  return wires;
}

/** Groups, notes, tests and whatever else a document holds. These are remarks and aids: mine wins without a question. */
function mergedRest(
  base: FlowDocument,
  theirs: FlowDocument,
  mine: FlowDocument,
  blocks: Readonly<Record<string, Block>>,
): FlowDocument {
  const rest = ({ blocks: _, wires: __, ...others }: FlowDocument) => keyed(others);
  const result = unkeyed(joinedRecord(rest(base), rest(theirs), rest(mine), "mine"));
  const groups = result.groups as Readonly<Record<string, Group>> | undefined;
  // A group forgets what somebody has deleted, and ends with its last member.
  const sound = Object.entries(groups ?? {})
    .map(([id, group]) => [id, { ...group, blocks: group.blocks.filter((block) => blocks[block]) }] as const)
    .filter(([, group]) => group.blocks.length + group.notes.length > 0);
  return { ...mine, ...result, ...(groups && { groups: Object.fromEntries(sound) }) } as FlowDocument;
}

/** Lists of named things are merged by name: the order of declarations and tests stays that of the list. */
const NAMED_LISTS = ["params", "tests"];

function keyed(rest: Row): Row {
  const named = NAMED_LISTS.filter((key) => Array.isArray(rest[key])).map((key) => [
    key,
    Object.fromEntries((rest[key] as { name?: string }[]).map((item, index) => [item.name ?? String(index), item])),
  ]);
  return { ...rest, ...Object.fromEntries(named) };
}

function unkeyed(rest: Record<string, unknown>): Record<string, unknown> {
  for (const key of NAMED_LISTS) if (isRecord(rest[key])) rest[key] = Object.values(rest[key] as Row);
  return rest;
}
