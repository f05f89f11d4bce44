import { always, type EditorCommand } from "./command";

/** Esc takes back one thing at a time: the open list, the wire in hand, then the selection. */
export const leave: EditorCommand = {
  name: "leave",
  group: "select",
  shortcuts: ["esc"],
  isEnabled: always,
  run: (editor) => editor.leave(),
};
