import type { Note } from "../graph/document";
import { notesOf } from "../graph/groups";
import { always, type DocumentCommand } from "./command";

export interface SetNote {
  readonly note: string;
  readonly values: Partial<Note>;
}

export const setNote: DocumentCommand<SetNote> = {
  name: "setNote",
  group: "edit",
  isEnabled: always,
  mergeKey: ({ note, values }) => `setNote ${note} ${Object.keys(values)}`,
  apply(scene, { note: id, values }) {
    const note = notesOf(scene.document)[id];
    if (!note) return scene;
    const notes = { ...notesOf(scene.document), [id]: { ...note, ...values } };
    return { document: { ...scene.document, notes }, selection: scene.selection };
  },
};
