import { type EditorCommand, hasPlaced } from "./command";

export const renameSelected: EditorCommand = {
  name: "renameSelected",
  group: "edit",
  shortcuts: ["f2"],
  isEnabled: hasPlaced,
  run: (editor) => editor.startRenaming(),
};
