import { always, type EditorCommand } from "./command";

export const previousProblem: EditorCommand = {
  name: "previousProblem",
  group: "view",
  shortcuts: ["shift+e", "shift+f8"],
  isEnabled: always,
  run: (editor) => editor.showProblem(-1),
};
