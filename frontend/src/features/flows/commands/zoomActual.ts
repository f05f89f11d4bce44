import { always, type EditorCommand } from "./command";

export const zoomActual: EditorCommand = {
  name: "zoomActual",
  group: "view",
  shortcuts: ["1"],
  isEnabled: always,
  run: (editor) => editor.zoomTo(1),
};
