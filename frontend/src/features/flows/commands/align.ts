import type { Position } from "../graph/document";
import type { DocumentCommand } from "./command";
import { moveBlocks } from "./moveBlocks";

/** Bring the selected blocks to the smallest x (left edges) or y (upper edges) among them. */
export function align(name: string, axis: "x" | "y", key: string): DocumentCommand {
  return {
    name,
    group: "arrange",
    shortcuts: [key],
    isEnabled: ({ selection }) => selection.blocks.size > 1,
    apply(scene, _, context) {
      const places = new Map<string, Position>();
      for (const id of scene.selection.blocks) {
        const place = scene.document.blocks[id]?.position;
        if (place) places.set(id, place);
      }
      const edge = Math.min(...[...places.values()].map((place) => place[axis]));
      for (const [id, place] of places) places.set(id, { ...place, [axis]: edge });
      return moveBlocks.apply(scene, places, context);
    },
  };
}
