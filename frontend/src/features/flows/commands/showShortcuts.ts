import { always, type EditorCommand } from "./command";

export const showShortcuts: EditorCommand = {
  name: "showShortcuts",
  group: "view",
  shortcuts: ["?"],
  isEnabled: always,
  run: (editor) => editor.openShortcuts(),
};
