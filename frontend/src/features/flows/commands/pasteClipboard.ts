import { always, type EditorCommand } from "./command";

export const pasteClipboard: EditorCommand = {
  name: "pasteClipboard",
  group: "edit",
  shortcuts: ["mod+v"],
  isNative: true,
  isEnabled: always,
  // The paste event does it, see useClipboard.
  run: () => {},
};
