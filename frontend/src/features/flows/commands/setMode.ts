import type { BlockMode } from "../graph/document";
import { always, type DocumentCommand } from "./command";
import { withMode } from "./mode";

export interface SetMode {
  readonly block: string;
  readonly mode: BlockMode | undefined;
}

export const setMode: DocumentCommand<SetMode> = {
  name: "setMode",
  group: "edit",
  isEnabled: always,
  apply(scene, { block: id, mode }) {
    const block = scene.document.blocks[id];
    if (!block || block.mode === mode) return scene;
    const blocks = { ...scene.document.blocks, [id]: withMode(block, mode) };
    return { ...scene, document: { ...scene.document, blocks } };
  },
};
