import { always, type EditorCommand } from "./command";

export const zoomIn: EditorCommand = {
  name: "zoomIn",
  group: "view",
  shortcuts: ["+", "="],
  isEnabled: always,
  run: (editor) => editor.zoomBy(1.25),
};
