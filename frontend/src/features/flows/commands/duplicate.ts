import { clip, paste } from "../graph/clipboard";
import { GRID } from "../graph/geometry";
import { chosen, type DocumentCommand, hasBlocks } from "./command";

export const duplicate: DocumentCommand = {
  name: "duplicate",
  group: "edit",
  shortcuts: ["mod+d"],
  isEnabled: hasBlocks,
  apply({ document, selection }, _, { idsAbove }) {
    const step = { x: 3 * GRID, y: 3 * GRID };
    const pasted = paste(document, clip(document, selection.blocks), { by: step }, idsAbove);
    return { document: pasted.document, selection: chosen(pasted.blocks) };
  },
};
