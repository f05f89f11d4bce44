import { type EditorCommand, hasPlaced } from "./command";

export const copy: EditorCommand = {
  name: "copy",
  group: "edit",
  shortcuts: ["mod+c"],
  isNative: true,
  isEnabled: hasPlaced,
  // The copy event does it, see useClipboard.
  run: () => {},
};
