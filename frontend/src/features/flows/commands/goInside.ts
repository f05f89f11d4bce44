import { runsOf } from "../graph/subflows";
import { type EditorCommand, onlyBlock } from "./command";

/** Look at the blocks inside the selected subflow, with the values that they have in this flow. */
export const goInside: EditorCommand = {
  name: "goInside",
  group: "view",
  shortcuts: ["shift+enter"],
  isEnabled: (scene) => runsOf(scene.document.blocks[onlyBlock(scene) ?? ""]) !== null,
  run: (editor) => editor.goInside(),
};
