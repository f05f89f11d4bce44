import { type EditorCommand, hasPlaced } from "./command";

export const openParams: EditorCommand = {
  name: "openParams",
  group: "view",
  shortcuts: ["enter"],
  isEnabled: hasPlaced,
  run: (editor) => editor.openParams(),
};
