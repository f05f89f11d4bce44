import { always, type EditorCommand } from "./command";

export const zoomOut: EditorCommand = {
  name: "zoomOut",
  group: "view",
  shortcuts: ["-"],
  isEnabled: always,
  run: (editor) => editor.zoomBy(0.8),
};
