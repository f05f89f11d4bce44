import { always, type EditorCommand } from "./command";

export const nextProblem: EditorCommand = {
  name: "nextProblem",
  group: "view",
  shortcuts: ["e", "f8"],
  isEnabled: always,
  run: (editor) => editor.showProblem(1),
};
