import { always, type EditorCommand } from "./command";

export const toggleMinimap: EditorCommand = {
  name: "toggleMinimap",
  group: "view",
  shortcuts: ["m"],
  isEnabled: always,
  run: (editor) => editor.toggleMinimap(),
};
