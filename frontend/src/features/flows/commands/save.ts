import { always, type EditorCommand } from "./command";

export const save: EditorCommand = {
  name: "save",
  group: "flow",
  shortcuts: ["mod+s"],
  isEnabled: always,
  run: (editor) => editor.save(),
};
