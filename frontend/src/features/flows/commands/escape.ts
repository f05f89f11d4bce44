import { always, type EditorCommand } from "./command";

export const escape: EditorCommand = {
  name: "escape",
  group: "select",
  shortcuts: ["esc"],
  isEnabled: always,
  run: (editor) => editor.escape(),
};
