import { always, type EditorCommand } from "./command";

export const pasteClipboard: EditorCommand = {
  name: "pasteClipboard",
  group: "edit",
  shortcuts: ["mod+v"],
  isEnabled: always,
  run: (editor) => editor.paste(),
};
