import { type EditorCommand, onlyBlock } from "./command";

/** Choose another type for the selected block; what fits stays wired. */
export const replaceSelected: EditorCommand = {
  name: "replaceSelected",
  group: "edit",
  shortcuts: ["r"],
  isEnabled: (scene) => onlyBlock(scene) !== undefined,
  run: (editor) => editor.openReplace(),
};
