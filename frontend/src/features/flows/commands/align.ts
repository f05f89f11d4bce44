import type { Catalogue } from "../graph/catalogue";
import type { FlowDocument, Position } from "../graph/document";
import type { Box } from "../graph/geometry";
import { boxOfBlock, boxOfNote, notesOf } from "../graph/groups";
import { type DocumentCommand, heldBy, type Scene } from "./command";
import { moveThings } from "./moveThings";

export type Side = "start" | "middle" | "end";

interface Placed {
  readonly kind: "blocks" | "notes";
  readonly id: string;
  readonly box: Box;
}

/** Bring the selected blocks and notes to one line: their smaller edges, their middles or their larger edges. */
export function align(name: string, axis: "x" | "y", side: Side, keys: readonly string[]): DocumentCommand {
  const length = axis === "x" ? "width" : "height";
  return {
    name,
    group: "arrange",
    shortcuts: keys,
    isEnabled: (scene) => count(scene) > 1,
    apply(scene, _, context) {
      const things = placedIn(scene, context.catalogue);
      const start = Math.min(...things.map(({ box }) => box[axis]));
      const end = Math.max(...things.map(({ box }) => box[axis] + box[length]));
      return put(scene, things, context, ({ box }) => {
        if (side === "start") return { ...box, [axis]: start };
        if (side === "end") return { ...box, [axis]: end - box[length] };
        return { ...box, [axis]: (start + end - box[length]) / 2 };
      });
    },
  };
}

/** Leave the outermost two where they are and give the others equal gaps between. */
export function distribute(name: string, axis: "x" | "y", keys: readonly string[]): DocumentCommand {
  const length = axis === "x" ? "width" : "height";
  return {
    name,
    group: "arrange",
    shortcuts: keys,
    isEnabled: (scene) => count(scene) > 2,
    apply(scene, _, context) {
      const things = placedIn(scene, context.catalogue).sort((a, b) => a.box[axis] - b.box[axis]);
      const start = Math.min(...things.map(({ box }) => box[axis]));
      const end = Math.max(...things.map(({ box }) => box[axis] + box[length]));
      const taken = things.reduce((sum, { box }) => sum + box[length], 0);
      const gap = (end - start - taken) / (things.length - 1);
      let next = start;
      const starts = new Map<string, number>();
      for (const { kind, id, box } of things) {
        starts.set(`${kind} ${id}`, next);
        next += box[length] + gap;
      }
      return put(scene, things, context, ({ kind, id, box }) => ({
        ...box,
        [axis]: starts.get(`${kind} ${id}`) ?? box[axis],
      }));
    },
  };
}

function count(scene: Scene): number {
  const { blocks, notes } = heldBy(scene);
  return blocks.size + notes.size;
}

function placedIn(scene: Scene, catalogue: Catalogue): Placed[] {
  const { document }: { document: FlowDocument } = scene;
  const { blocks, notes } = heldBy(scene);
  const boxes: { kind: "blocks" | "notes"; id: string; box: Box | null }[] = [
    ...[...blocks].map((id) => ({ kind: "blocks" as const, id, box: boxOfBlock(document, catalogue, id) })),
    ...[...notes].map((id) => {
      const note = notesOf(document)[id];
      return { kind: "notes" as const, id, box: note ? boxOfNote(note) : null };
    }),
  ];
  return boxes.flatMap(({ kind, id, box }) => (box ? [{ kind, id, box }] : []));
}

function put(
  scene: Scene,
  things: readonly Placed[],
  context: Parameters<DocumentCommand["apply"]>[2],
  place: (thing: Placed) => Position,
): Scene {
  const blocks = new Map<string, Position>();
  const notes = new Map<string, Position>();
  for (const thing of things) {
    const { x, y } = place(thing);
    (thing.kind === "blocks" ? blocks : notes).set(thing.id, { x, y });
  }
  return moveThings.apply(scene, { blocks, notes }, context);
}
