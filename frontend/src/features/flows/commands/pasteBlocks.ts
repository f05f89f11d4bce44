import { type Clipping, paste } from "../graph/clipboard";
import type { Position } from "../graph/document";
import { always, chosen, type DocumentCommand } from "./command";

export interface PasteBlocks {
  readonly clipping: Clipping;
  readonly where: { readonly at?: Position; readonly by?: Position };
}

export const pasteBlocks: DocumentCommand<PasteBlocks> = {
  name: "pasteBlocks",
  group: "edit",
  isEnabled: always,
  apply({ document }, { clipping, where }, { idsAbove }) {
    const pasted = paste(document, clipping, where, idsAbove);
    return { document: pasted.document, selection: chosen(pasted.blocks, [], pasted.notes) };
  },
};
