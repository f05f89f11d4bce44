import { touches, wireName } from "../graph/document";
import { type DocumentCommand, hasSelection, NOTHING } from "./command";

export const deleteSelected: DocumentCommand = {
  name: "deleteSelected",
  group: "edit",
  shortcuts: ["delete", "backspace"],
  isEnabled: hasSelection,
  apply({ document, selection }) {
    const blocks = Object.fromEntries(Object.entries(document.blocks).filter(([id]) => !selection.blocks.has(id)));
    const wires = document.wires.filter(
      (wire) => !selection.wires.has(wireName(wire)) && !touches(wire, selection.blocks),
    );
    return { document: { ...document, blocks, wires }, selection: NOTHING };
  },
};
