import { type EditorCommand, hasBlocks } from "./command";

export const cut: EditorCommand = {
  name: "cut",
  group: "edit",
  shortcuts: ["mod+x"],
  isEnabled: hasBlocks,
  run: (editor) => editor.cut(),
};
