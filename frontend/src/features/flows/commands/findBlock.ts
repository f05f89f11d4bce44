import { always, type EditorCommand } from "./command";

export const findBlock: EditorCommand = {
  name: "findBlock",
  group: "view",
  shortcuts: ["mod+f"],
  isEnabled: always,
  run: (editor) => editor.openFind(),
};
