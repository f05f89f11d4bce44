import { type EditorCommand, hasPlaced } from "./command";

export const cut: EditorCommand = {
  name: "cut",
  group: "edit",
  shortcuts: ["mod+x"],
  isNative: true,
  isEnabled: hasPlaced,
  // The cut event does it, see useClipboard.
  run: () => {},
};
