import type { Note, Position } from "../graph/document";
import { snapped } from "../graph/geometry";
import { boxOfNote, groupAt, notesOf, regrouped } from "../graph/groups";
import { freshNames } from "../graph/ids";
import { NOTE_SIZE } from "../graph/remarks";
import { always, chosen, type DocumentCommand } from "./command";

export const addNote: DocumentCommand<{ readonly at: Position }> = {
  name: "addNote",
  group: "edit",
  isEnabled: always,
  apply({ document }, { at }, { catalogue }) {
    const [id = "n1"] = freshNames(document.notes, "n", 1);
    const note: Note = { text: "", color: "yellow", position: snapped(at), ...NOTE_SIZE };
    const next = { ...document, notes: { ...notesOf(document), [id]: note } };
    const group = groupAt(document, catalogue, boxOfNote(note));
    const one = { blocks: new Set<string>(), notes: new Set([id]) };
    return { document: group ? regrouped(next, one, group) : next, selection: chosen([], [], [id]) };
  },
};
