import { clip, paste } from "../graph/clipboard";
import { GRID } from "../graph/geometry";
import { chosen, type DocumentCommand, hasPlaced, heldBy } from "./command";

export const duplicate: DocumentCommand = {
  name: "duplicate",
  group: "edit",
  shortcuts: ["mod+d"],
  isEnabled: hasPlaced,
  apply(scene, _, { idsAbove }) {
    const { blocks, notes } = heldBy(scene);
    const step = { x: 3 * GRID, y: 3 * GRID };
    const pasted = paste(scene.document, clip(scene.document, blocks, notes), { by: step }, idsAbove);
    return { document: pasted.document, selection: chosen(pasted.blocks, [], pasted.notes) };
  },
};
