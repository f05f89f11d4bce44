import { always, type EditorCommand } from "./command";

export const newNote: EditorCommand = {
  name: "newNote",
  group: "edit",
  shortcuts: ["c"],
  isEnabled: always,
  run: (editor) => editor.addNote(),
};
