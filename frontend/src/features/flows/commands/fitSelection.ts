import { type EditorCommand, hasPlaced } from "./command";

export const fitSelection: EditorCommand = {
  name: "fitSelection",
  group: "view",
  shortcuts: ["z"],
  isEnabled: hasPlaced,
  run: (editor) => editor.fitSelection(),
};
