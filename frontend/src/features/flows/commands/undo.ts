import { always, type EditorCommand } from "./command";

export const undo: EditorCommand = {
  name: "undo",
  group: "edit",
  shortcuts: ["mod+z"],
  isEnabled: always,
  run: (editor) => editor.undo(),
};
