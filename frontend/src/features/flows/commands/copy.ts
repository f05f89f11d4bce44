import { type EditorCommand, hasBlocks } from "./command";

export const copy: EditorCommand = {
  name: "copy",
  group: "edit",
  shortcuts: ["mod+c"],
  isNative: true,
  isEnabled: hasBlocks,
  // The copy event does it, see useClipboard.
  run: () => {},
};
