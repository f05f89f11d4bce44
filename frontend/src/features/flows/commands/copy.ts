import { type EditorCommand, hasBlocks } from "./command";

export const copy: EditorCommand = {
  name: "copy",
  group: "edit",
  shortcuts: ["mod+c"],
  isEnabled: hasBlocks,
  run: (editor) => editor.copy(),
};
