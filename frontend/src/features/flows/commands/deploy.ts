import { always, type EditorCommand } from "./command";

export const deploy: EditorCommand = {
  name: "deploy",
  group: "flow",
  shortcuts: ["mod+enter"],
  isEnabled: always,
  run: (editor) => editor.deploy(),
};
