import type { Note, Position } from "../graph/document";
import { snapped } from "../graph/geometry";
import {
  boxOfBlock,
  boxOfNote,
  groupAfterDrop,
  groupOf,
  groupsOf,
  notesOf,
  regrouped,
  withFramesMoved,
} from "../graph/groups";
import { always, type Context, type DocumentCommand, type Scene } from "./command";
import { moveBlocks } from "./moveBlocks";

export interface MoveThings {
  readonly blocks: ReadonlyMap<string, Position>;
  readonly notes?: ReadonlyMap<string, Position>;
  /** Dropped by hand: what is let go inside a frame joins that group, what is pulled out leaves it. */
  readonly isDropped?: boolean;
  /** Laid out anew: frames that were drawn by hand have lost their sense. */
  readonly fitsFrames?: boolean;
}

/** Put blocks and notes at new places, as one step. */
export const moveThings: DocumentCommand<MoveThings> = {
  name: "moveThings",
  group: "arrange",
  isEnabled: always,
  apply(scene, { blocks, notes = new Map(), isDropped, fitsFrames }, context) {
    const before = scene.document;
    let { document } = moveBlocks.apply(scene, blocks, context);
    const moved: Record<string, Note> = { ...notesOf(document) };
    let hasMoved = false;
    for (const [id, wished] of notes) {
      const note = moved[id];
      const position = snapped(wished);
      if (!note || (note.position.x === position.x && note.position.y === position.y)) continue;
      moved[id] = { ...note, position };
      hasMoved = true;
    }
    if (hasMoved) document = { ...document, notes: moved };
    if (document === before) return scene;
    document = fitsFrames ? withoutFrames(document) : withFramesMoved(before, document);
    const next = { document, selection: scene.selection };
    return isDropped ? { ...next, document: joined(scene, next, { blocks, notes }, context) } : next;
  },
};

function withoutFrames(document: Scene["document"]): Scene["document"] {
  if (!Object.values(groupsOf(document)).some(({ frame }) => frame)) return document;
  const groups = Object.entries(groupsOf(document)).map(([id, { frame: _, ...group }]) => [id, group]);
  return { ...document, groups: Object.fromEntries(groups) };
}

/** Frames count as they were before the move: their own blocks do not drag them along. */
function joined(
  before: Scene,
  { document }: Scene,
  moved: { readonly blocks: ReadonlyMap<string, Position>; readonly notes: ReadonlyMap<string, Position> },
  { catalogue }: Context,
): Scene["document"] {
  if (!before.document.groups || Object.keys(before.document.groups).length === 0) return document;
  // Where all of a group is moved, the frame goes along.
  const whole = new Set(
    Object.entries(groupsOf(document))
      .filter(
        ([, group]) =>
          group.blocks.every((id) => moved.blocks.has(id)) && group.notes.every((id) => moved.notes.has(id)),
      )
      .map(([id]) => id),
  );
  let next = document;
  const enter = (kind: "blocks" | "notes", id: string) => {
    const note = notesOf(document)[id];
    const box = kind === "blocks" ? boxOfBlock(document, catalogue, id) : note ? boxOfNote(note) : null;
    if (!box) return;
    const current = groupOf(document, kind, id);
    if (current !== undefined && whole.has(current)) return;
    const wanted = groupAfterDrop(before.document, catalogue, current, box);
    if (wanted === current) return;
    const one = { blocks: new Set<string>(), notes: new Set<string>() };
    one[kind].add(id);
    next = regrouped(next, one, wanted);
  };
  for (const id of moved.blocks.keys()) enter("blocks", id);
  for (const id of moved.notes.keys()) enter("notes", id);
  return next;
}
