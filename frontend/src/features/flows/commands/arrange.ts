import type { EditorCommand } from "./command";

/** Lay out the selected blocks when there are several, else all. */
export const arrange: EditorCommand = {
  name: "arrange",
  group: "arrange",
  shortcuts: ["shift+l"],
  isEnabled: ({ document }) => Object.keys(document.blocks).length > 1,
  run: (editor) => editor.arrange(),
};
