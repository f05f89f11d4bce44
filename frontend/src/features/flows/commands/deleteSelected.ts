import { touches, wireName } from "../graph/document";
import { groupsOf, notesOf, regrouped } from "../graph/groups";
import { type DocumentCommand, hasSelection, heldBy, NOTHING, type Scene } from "./command";

export const deleteSelected: DocumentCommand = {
  name: "deleteSelected",
  group: "edit",
  shortcuts: ["delete", "backspace"],
  isEnabled: hasSelection,
  apply: (scene) => ({ document: without(scene), selection: NOTHING }),
};

/** The document without what is selected. A group goes with all that is in it; to keep that, ungroup. */
export function without(scene: Scene): Scene["document"] {
  const { document, selection } = scene;
  const held = heldBy(scene);
  const blocks = Object.fromEntries(Object.entries(document.blocks).filter(([id]) => !held.blocks.has(id)));
  const wires = document.wires.filter((wire) => !selection.wires.has(wireName(wire)) && !touches(wire, held.blocks));
  const next = { ...document, blocks, wires };
  if (document.notes)
    next.notes = Object.fromEntries(Object.entries(notesOf(document)).filter(([id]) => !held.notes.has(id)));
  return Object.keys(groupsOf(document)).length > 0 ? regrouped(next, held) : next;
}
