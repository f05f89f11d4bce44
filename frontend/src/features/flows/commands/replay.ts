import { always, type EditorCommand } from "./command";

export const replay: EditorCommand = {
  name: "replay",
  group: "flow",
  shortcuts: ["mod+shift+enter"],
  isEnabled: always,
  run: (editor) => editor.openReplay(),
};
