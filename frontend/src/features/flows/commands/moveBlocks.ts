import type { Block, Position } from "../graph/document";
import { snapped } from "../graph/geometry";
import { always, type DocumentCommand } from "./command";

export const moveBlocks: DocumentCommand<ReadonlyMap<string, Position>> = {
  name: "moveBlocks",
  group: "arrange",
  isEnabled: always,
  apply({ document, selection }, positions) {
    const blocks: Record<string, Block> = { ...document.blocks };
    let hasMoved = false;
    for (const [id, wished] of positions) {
      const block = document.blocks[id];
      const position = snapped(wished);
      if (!block || (block.position.x === position.x && block.position.y === position.y)) continue;
      blocks[id] = { ...block, position };
      hasMoved = true;
    }
    return hasMoved ? { document: { ...document, blocks }, selection } : { document, selection };
  },
};
