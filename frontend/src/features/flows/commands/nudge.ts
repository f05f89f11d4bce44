import type { Position } from "../graph/document";
import { GRID } from "../graph/geometry";
import { type DocumentCommand, hasBlocks } from "./command";
import { moveBlocks } from "./moveBlocks";

/** Move the selected blocks one step of the grid by an arrow key. */
export function nudge(name: string, step: Position, key: string): DocumentCommand {
  return {
    name,
    group: "arrange",
    shortcuts: [key],
    isEnabled: hasBlocks,
    mergeKey: () => "nudge",
    apply(scene, _, context) {
      const positions = new Map<string, Position>();
      for (const id of scene.selection.blocks) {
        const place = scene.document.blocks[id]?.position;
        if (place) positions.set(id, { x: place.x + step.x * GRID, y: place.y + step.y * GRID });
      }
      return moveBlocks.apply(scene, positions, context);
    },
  };
}
