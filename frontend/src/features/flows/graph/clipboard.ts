import {
  type Block,
  type FlowDocument,
  type Group,
  type Note,
  type Position,
  portAddress,
  portName,
  type Wire,
} from "./document";
import { snapped } from "./geometry";
import { groupsOf, notesOf } from "./groups";
import { freshIds, freshNames } from "./ids";
import { isRecord, readGroups, readNotes, readPosition } from "./remarks";

/** What travels through the system clipboard: readable text, so that it can be mailed, kept and pasted into another flow. */
export interface Clipping {
  readonly sluice: "blocks";
  readonly schema: number;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly wires: readonly Wire[];
  readonly groups: Readonly<Record<string, Group>>;
  readonly notes: Readonly<Record<string, Note>>;
}

export const PASTE_LIMIT = 1000;

/** The chosen blocks with the wires between them, and groups that are chosen as a whole; wires to the outside stay behind. */
export function clip(document: FlowDocument, blocks: Iterable<string>, notes: Iterable<string> = []): Clipping {
  const chosen = new Set(blocks);
  const chosenNotes = new Set(notes);
  return {
    sluice: "blocks",
    schema: document.schema,
    blocks: only(document.blocks, ([id]) => chosen.has(id)),
    wires: document.wires.filter(
      (wire) => chosen.has(portAddress(wire.from).block) && chosen.has(portAddress(wire.to).block),
    ),
    groups: only(
      groupsOf(document),
      ([, group]) => group.blocks.every((id) => chosen.has(id)) && group.notes.every((id) => chosenNotes.has(id)),
    ),
    notes: only(notesOf(document), ([id]) => chosenNotes.has(id)),
  };
}

function only<T>(all: Readonly<Record<string, T>>, isWanted: (entry: [string, T]) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(isWanted));
}

export function clippingText(clipping: Clipping): string {
  return JSON.stringify(clipping, null, 2);
}

/** Parse what somebody pasted: a clipping of ours or a whole flow document. Anything else is null, not an error. */
export function readClipping(text: string): Clipping | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || !isRecord(value.blocks)) return null;
  const notes = readNotes(value.notes);
  const blocks: Record<string, Block> = {};
  for (const [id, raw] of Object.entries(value.blocks)) {
    const block = readBlock(raw);
    if (!block || id.includes(".")) return null;
    blocks[id] = block;
  }
  const count = Object.keys(blocks).length + Object.keys(notes).length;
  if (count === 0 || count > PASTE_LIMIT) return null;
  const wires: Wire[] = [];
  for (const raw of Array.isArray(value.wires) ? value.wires : []) {
    if (!isRecord(raw) || typeof raw.from !== "string" || typeof raw.to !== "string") return null;
    if (blocks[portAddress(raw.from).block] && blocks[portAddress(raw.to).block]) {
      wires.push({ from: raw.from, to: raw.to });
    }
  }
  const schema = typeof value.schema === "number" ? value.schema : 1;
  return { sluice: "blocks", schema, blocks, wires, groups: readGroups(value.groups, blocks, notes), notes };
}

export interface Pasted {
  readonly document: FlowDocument;
  readonly blocks: readonly string[];
  readonly notes: readonly string[];
}

/** Add a clipping under fresh ids, its upper left corner at `at`, or moved by `by` from where it was copied. */
export function paste(
  document: FlowDocument,
  clipping: Clipping,
  where: { readonly at?: Position; readonly by?: Position },
  idsAbove: number,
): Pasted {
  const old = Object.keys(clipping.blocks);
  const ids = freshIds(document, old.length, idsAbove);
  const renamed = new Map(old.map((id, index) => [id, ids[index] ?? id]));
  const oldNotes = Object.keys(clipping.notes);
  const noteIds = freshNames(document.notes, "n", oldNotes.length);
  const renamedNotes = new Map(oldNotes.map((id, index) => [id, noteIds[index] ?? id]));
  const places = [...Object.values(clipping.blocks), ...Object.values(clipping.notes)].map(({ position }) => position);
  const corner = { x: Math.min(...places.map((place) => place.x)), y: Math.min(...places.map((place) => place.y)) };
  const shift = where.at ? { x: where.at.x - corner.x, y: where.at.y - corner.y } : (where.by ?? { x: 0, y: 0 });

  const moved = ({ x, y }: Position) => snapped({ x: x + shift.x, y: y + shift.y });
  const blocks: Record<string, Block> = { ...document.blocks };
  for (const [id, block] of Object.entries(clipping.blocks)) {
    blocks[renamed.get(id) ?? id] = { ...block, position: moved(block.position) };
  }
  const notes: Record<string, Note> = { ...document.notes };
  for (const [id, note] of Object.entries(clipping.notes)) {
    notes[renamedNotes.get(id) ?? id] = { ...note, position: moved(note.position) };
  }
  const groups: Record<string, Group> = { ...document.groups };
  const groupIds = freshNames(document.groups, "g", Object.keys(clipping.groups).length);
  for (const [index, group] of Object.values(clipping.groups).entries()) {
    groups[groupIds[index] ?? ""] = {
      ...group,
      ...(group.frame && { frame: { ...group.frame, ...moved(group.frame) } }),
      blocks: group.blocks.map((id) => renamed.get(id) ?? id),
      notes: group.notes.map((id) => renamedNotes.get(id) ?? id),
    };
  }
  const rename = (name: string) => {
    const { block, port } = portAddress(name);
    return portName(renamed.get(block) ?? block, port);
  };
  const wires = clipping.wires.map((wire) => ({ from: rename(wire.from), to: rename(wire.to) }));
  const pasted: FlowDocument = { ...document, blocks, wires: [...document.wires, ...wires] };
  return {
    document: {
      ...pasted,
      ...(groupIds.length > 0 ? { groups } : {}),
      ...(noteIds.length > 0 ? { notes } : {}),
    },
    blocks: ids,
    notes: noteIds,
  };
}

function readBlock(raw: unknown): Block | null {
  if (!isRecord(raw) || typeof raw.type !== "string") return null;
  return {
    type: raw.type,
    version: typeof raw.version === "number" ? raw.version : 1,
    params: isRecord(raw.params) ? raw.params : {},
    position: readPosition(raw.position),
    label: typeof raw.label === "string" ? raw.label : "",
    ...(raw.mode === "off" || raw.mode === "bypass" ? { mode: raw.mode } : {}),
  };
}
