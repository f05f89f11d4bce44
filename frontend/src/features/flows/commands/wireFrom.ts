import type { EditorCommand } from "./command";

/** Draw wires without a mouse: choose one of the selected block's ports, then what it shall go to. */
export const wireFrom: EditorCommand = {
  name: "wireFrom",
  group: "edit",
  shortcuts: ["w"],
  isEnabled: ({ selection }) => selection.blocks.size === 1,
  run: (editor) => editor.openWiring(),
};
