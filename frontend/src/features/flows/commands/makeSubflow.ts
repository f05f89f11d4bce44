import { type EditorCommand, hasBlocks } from "./command";

/** Ask for a name, and make the selection one block that can be used in other flows too. */
export const makeSubflow: EditorCommand = {
  name: "makeSubflow",
  group: "edit",
  shortcuts: ["shift+g"],
  isEnabled: hasBlocks,
  run: (editor) => editor.makeSubflow(),
};
