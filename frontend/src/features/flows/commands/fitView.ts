import { always, type EditorCommand } from "./command";

export const fitView: EditorCommand = {
  name: "fitView",
  group: "view",
  shortcuts: ["f"],
  isEnabled: always,
  run: (editor) => editor.fitView(),
};
