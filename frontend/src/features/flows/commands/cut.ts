import { type EditorCommand, hasBlocks } from "./command";

export const cut: EditorCommand = {
  name: "cut",
  group: "edit",
  shortcuts: ["mod+x"],
  isNative: true,
  isEnabled: hasBlocks,
  // The cut event does it, see useClipboard.
  run: () => {},
};
