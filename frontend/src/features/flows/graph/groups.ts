import type { Catalogue } from "./catalogue";
import { type FlowDocument, type Group, type Note, type Position, portAddress, type Wire } from "./document";
import { BLOCK_WIDTH, type Box, boundsOf, PORT_PITCH, sizeOf } from "./geometry";
import { portsOf } from "./ports";

const PADDING = 24;
export const GROUP_HEAD = 32;
const NOTE_LINE = 24;
/** What is left of a group whose blocks are folded away. */
const FOLDED_HEAD = 56;

export const groupsOf = (document: FlowDocument) => document.groups ?? {};
export const notesOf = (document: FlowDocument) => document.notes ?? {};

export function boxOfBlock(document: FlowDocument, catalogue: Catalogue, id: string): Box | null {
  const block = document.blocks[id];
  return block ? { ...block.position, ...sizeOf(portsOf(catalogue, id, block)) } : null;
}

export function boxOfNote({ position, width, height }: Note): Box {
  return { ...position, width, height };
}

/** The frame around a group's blocks and notes. A folded group keeps the upper left corner and is as high as its ports need. */
export function boxOfGroup(document: FlowDocument, catalogue: Catalogue, group: Group): Box | null {
  const boxes = [
    ...group.blocks.map((id) => boxOfBlock(document, catalogue, id)),
    ...group.notes.map((id) => {
      const note = notesOf(document)[id];
      return note ? boxOfNote(note) : null;
    }),
  ].filter((box) => box !== null);
  const inner = boundsOf(boxes);
  if (!inner) return null;
  const head = GROUP_HEAD + (group.note && !group.is_collapsed ? NOTE_LINE : 0);
  const tight = {
    x: inner.x - PADDING,
    y: inner.y - PADDING - head,
    width: inner.width + 2 * PADDING,
    height: inner.height + 2 * PADDING + head,
  };
  const whole = (group.frame && boundsOf([group.frame, tight])) ?? tight;
  const corner = { x: whole.x, y: whole.y };
  if (group.is_collapsed) {
    const { inputs, outputs } = portsOfFolded(document, group);
    const rows = Math.max(inputs.length, outputs.length);
    return { ...corner, width: BLOCK_WIDTH, height: Math.max(FOLDED_HEAD, GROUP_HEAD + PORT_PITCH * rows + 8) };
  }
  return whole;
}

/** The least room that a group's blocks and notes need: a frame that is dragged smaller ends there. */
export function tightBoxOfGroup(document: FlowDocument, catalogue: Catalogue, group: Group): Box | null {
  const { frame: _, ...fitting } = group;
  return boxOfGroup(document, catalogue, fitting);
}

/** Frames drawn by hand go along where all that is in them moves by the same. */
export function withFramesMoved(before: FlowDocument, after: FlowDocument): FlowDocument {
  const framed = Object.entries(groupsOf(after)).filter(([, group]) => group.frame);
  let groups: Record<string, Group> | undefined;
  for (const [id, group] of framed) {
    const by = commonMove(before, after, group);
    if (!group.frame || !by || (by.x === 0 && by.y === 0)) continue;
    groups ??= { ...groupsOf(after) };
    groups[id] = { ...group, frame: { ...group.frame, x: group.frame.x + by.x, y: group.frame.y + by.y } };
  }
  return groups ? { ...after, groups } : after;
}

/** By how much all members of a group have moved; null when they moved differently. */
function commonMove(before: FlowDocument, after: FlowDocument, group: Group): Position | null {
  const moves = [
    ...group.blocks.map((id) => [before.blocks[id]?.position, after.blocks[id]?.position] as const),
    ...group.notes.map((id) => [notesOf(before)[id]?.position, notesOf(after)[id]?.position] as const),
  ].map(([from, to]) => (from && to ? { x: to.x - from.x, y: to.y - from.y } : null));
  const [first] = moves;
  return first && moves.every((move) => move?.x === first.x && move.y === first.y) ? first : null;
}

/** The ports of inner blocks that wires cross the frame to. A folded group shows just these. */
export function portsOfFolded(document: FlowDocument, group: Group): { inputs: string[]; outputs: string[] } {
  const inside = new Set(group.blocks);
  const inputs = new Set<string>();
  const outputs = new Set<string>();
  for (const wire of document.wires) {
    const [from, to] = endsInside(wire, inside);
    if (from && !to) outputs.add(wire.from);
    if (to && !from) inputs.add(wire.to);
  }
  return { inputs: [...inputs], outputs: [...outputs] };
}

/** Distance of a folded group's port from its upper edge. */
export function foldedPortY(index: number): number {
  return GROUP_HEAD + 4 + PORT_PITCH * (index + 0.5);
}

function endsInside(wire: Wire, inside: ReadonlySet<string>): [from: boolean, to: boolean] {
  return [inside.has(portAddress(wire.from).block), inside.has(portAddress(wire.to).block)];
}

/** The folded group that hides each block or note: its id by theirs. */
export function hiddenIn(document: FlowDocument): { blocks: Map<string, string>; notes: Map<string, string> } {
  const blocks = new Map<string, string>();
  const notes = new Map<string, string>();
  for (const [id, group] of Object.entries(groupsOf(document))) {
    if (!group.is_collapsed) continue;
    for (const block of group.blocks) blocks.set(block, id);
    for (const note of group.notes) notes.set(note, id);
  }
  return { blocks, notes };
}

export function groupOf(document: FlowDocument, kind: "blocks" | "notes", id: string): string | undefined {
  return Object.entries(groupsOf(document)).find(([, group]) => group[kind].includes(id))?.[0];
}

/** Take blocks and notes out of the groups they were in, and into `into` when it is given. Empty groups go. */
export function regrouped(
  document: FlowDocument,
  moved: { readonly blocks: ReadonlySet<string>; readonly notes: ReadonlySet<string> },
  into?: string,
): FlowDocument {
  const groups: Record<string, Group> = {};
  for (const [id, group] of Object.entries(groupsOf(document))) {
    const blocks = group.blocks.filter((block) => !moved.blocks.has(block));
    const notes = group.notes.filter((note) => !moved.notes.has(note));
    if (id === into) {
      groups[id] = { ...group, blocks: [...blocks, ...moved.blocks], notes: [...notes, ...moved.notes] };
    } else if (blocks.length === group.blocks.length && notes.length === group.notes.length) groups[id] = group;
    else if (blocks.length + notes.length > 0) groups[id] = { ...group, blocks, notes };
  }
  return { ...document, groups };
}

/** Whose frame a box lies in by its middle; the smallest where several do. */
export function groupAt(document: FlowDocument, catalogue: Catalogue, box: Box): string | undefined {
  const middle = middleOf(box);
  return framesOf(document, catalogue)
    .filter(({ frame }) => holds(frame, middle))
    .sort((a, b) => a.frame.width * a.frame.height - b.frame.width * b.frame.height)[0]?.id;
}

/** Where something that was dropped belongs: it stays in its group as long as it touches the frame as it was,
 * and joins another one when its middle lies in it. */
export function groupAfterDrop(
  document: FlowDocument,
  catalogue: Catalogue,
  current: string | undefined,
  box: Box,
): string | undefined {
  const entered = groupAt(document, catalogue, box);
  if (entered) return entered;
  const group = current === undefined ? undefined : groupsOf(document)[current];
  const frame = group && boxOfGroup(document, catalogue, group);
  return frame && overlaps(frame, box) ? current : undefined;
}

function framesOf(document: FlowDocument, catalogue: Catalogue): { id: string; frame: Box }[] {
  return Object.entries(groupsOf(document)).flatMap(([id, group]) => {
    const frame = group.is_collapsed ? null : boxOfGroup(document, catalogue, group);
    return frame ? [{ id, frame }] : [];
  });
}

function middleOf(box: Box): Position {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function holds(box: Box, { x, y }: Position): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
