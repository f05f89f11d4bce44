import type { Block, BlockMode } from "../graph/document";
import { type DocumentCommand, hasBlocks, heldBy } from "./command";

/** Take the selected blocks out of work in one of the two ways; once more brings them back. */
export function modeCommand(name: string, mode: BlockMode, shortcut: string): DocumentCommand {
  return {
    name,
    group: "edit",
    shortcuts: [shortcut],
    isEnabled: hasBlocks,
    apply(scene) {
      const held = [...heldBy(scene).blocks].filter(
        (id) => scene.document.blocks[id] && hasMode(scene.document.blocks[id]),
      );
      if (held.length === 0) return scene;
      const isBack = held.every((id) => scene.document.blocks[id]?.mode === mode);
      const blocks: Record<string, Block> = { ...scene.document.blocks };
      for (const id of held) {
        const block = blocks[id];
        if (block) blocks[id] = withMode(block, isBack ? undefined : mode);
      }
      return { ...scene, document: { ...scene.document, blocks } };
    },
  };
}

/** Ports of a subflow are no blocks that could rest. */
export function hasMode(block: Block): boolean {
  return block.type !== "subflow.input" && block.type !== "subflow.output";
}

export function withMode({ mode: _, ...block }: Block, mode: BlockMode | undefined): Block {
  return mode ? { ...block, mode } : block;
}
