import { always, type EditorCommand } from "./command";

export const redo: EditorCommand = {
  name: "redo",
  group: "edit",
  shortcuts: ["mod+shift+z", "mod+y"],
  isEnabled: always,
  run: (editor) => editor.redo(),
};
