import {
  type Block,
  type FlowDocument,
  type Frame,
  type Group,
  type Note,
  type Position,
  TINTS,
  type Tint,
} from "./document";

export const NOTE_SIZE = { width: 240, height: 96 };

/** Groups and notes may have been written by other programs: whatever they hold, the editor opens. */
export function withSoundRemarks(document: FlowDocument): FlowDocument {
  if (!document.groups && !document.notes) return document;
  const notes = readNotes(document.notes);
  return { ...document, groups: readGroups(document.groups, document.blocks, notes), notes };
}

/** What is wrong with a note or a group costs only that one: they are remarks. */
export function readNotes(raw: unknown): Record<string, Note> {
  const notes: Record<string, Note> = {};
  for (const [id, value] of Object.entries(isRecord(raw) ? raw : {})) {
    if (!isRecord(value) || typeof value.text !== "string") continue;
    const { width, height } = NOTE_SIZE;
    notes[id] = {
      text: value.text,
      color: tintIn(value.color),
      position: readPosition(value.position),
      width: typeof value.width === "number" ? value.width : width,
      height: typeof value.height === "number" ? value.height : height,
    };
  }
  return notes;
}

export function readGroups(
  raw: unknown,
  blocks: Readonly<Record<string, Block>>,
  notes: Readonly<Record<string, Note>>,
): Record<string, Group> {
  const groups: Record<string, Group> = {};
  for (const [id, value] of Object.entries(isRecord(raw) ? raw : {})) {
    if (!isRecord(value)) continue;
    const group: Group = {
      title: typeof value.title === "string" ? value.title : "",
      note: typeof value.note === "string" ? value.note : "",
      color: tintIn(value.color),
      blocks: namesIn(value.blocks).filter((name) => blocks[name]),
      notes: namesIn(value.notes).filter((name) => notes[name]),
      is_collapsed: value.is_collapsed === true,
      ...(isFrame(value.frame) ? { frame: value.frame } : {}),
    };
    if (group.blocks.length + group.notes.length > 0) groups[id] = group;
  }
  return groups;
}

function isFrame(raw: unknown): raw is Frame {
  return isRecord(raw) && ["x", "y", "width", "height"].every((name) => Number.isFinite(raw[name]));
}

function namesIn(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.filter((name) => typeof name === "string") : [];
}

function tintIn(raw: unknown): Tint {
  return TINTS.find((tint) => tint === raw) ?? "grey";
}

export function readPosition(raw: unknown): Position {
  const { x, y } = isRecord(raw) ? raw : {};
  return { x: typeof x === "number" ? x : 0, y: typeof y === "number" ? y : 0 };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
