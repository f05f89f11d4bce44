import { always, type EditorCommand } from "./command";

export const quickAdd: EditorCommand = {
  name: "quickAdd",
  group: "edit",
  shortcuts: ["/", "a"],
  isEnabled: always,
  run: (editor) => editor.openQuickAdd(),
};
