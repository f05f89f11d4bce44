import type { Position } from "../graph/document";
import { GRID } from "../graph/geometry";
import { notesOf } from "../graph/groups";
import { type DocumentCommand, hasPlaced, heldBy } from "./command";
import { moveThings } from "./moveThings";

/** Move what is selected by steps of the grid. */
export function nudge(name: string, step: Position, keys: readonly string[]): DocumentCommand {
  return {
    name,
    group: "arrange",
    shortcuts: keys,
    isEnabled: hasPlaced,
    mergeKey: () => "nudge",
    apply(scene, _, context) {
      const held = heldBy(scene);
      const moved = (place: Position) => ({ x: place.x + step.x * GRID, y: place.y + step.y * GRID });
      const blocks = new Map<string, Position>();
      for (const id of held.blocks) {
        const block = scene.document.blocks[id];
        if (block) blocks.set(id, moved(block.position));
      }
      const notes = new Map<string, Position>();
      for (const id of held.notes) {
        const note = notesOf(scene.document)[id];
        if (note) notes.set(id, moved(note.position));
      }
      return moveThings.apply(scene, { blocks, notes }, context);
    },
  };
}
