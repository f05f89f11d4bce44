import type { Catalogue } from "./catalogue";
import type { Block, FlowDocument } from "./document";
import { groupOf, groupsOf, notesOf } from "./groups";
import { type NameOf, summaryOf } from "./summary";
import { titleOf } from "./wiring";

export interface Found {
  readonly kind: "block" | "note";
  readonly id: string;
}

/** Blocks and notes that hold all words, in reading order: in title, label, type, id, params and the names of what these
 * point at. */
export function findIn(document: FlowDocument, catalogue: Catalogue, text: string, nameOf: NameOf): Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (hay: string) => words.every((word) => hay.toLowerCase().includes(word));
  const blocks = Object.entries(document.blocks)
    .filter(([id, block]) => holds(textOf(document, catalogue, id, block, nameOf)))
    .map(([id, { position }]) => ({ kind: "block" as const, id, position }));
  const notes = Object.entries(notesOf(document))
    .filter(([, note]) => holds(note.text))
    .map(([id, { position }]) => ({ kind: "note" as const, id, position }));
  return [...blocks, ...notes]
    .sort((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)
    .map(({ kind, id }) => ({ kind, id }));
}

function textOf(document: FlowDocument, catalogue: Catalogue, id: string, block: Block, nameOf: NameOf): string {
  const type = catalogue.types.get(block.type);
  const group = groupOf(document, "blocks", id);
  return [
    titleOf(document, catalogue, id),
    type?.title ?? "",
    block.type,
    id,
    summaryOf(block, type, nameOf),
    JSON.stringify(block.params),
    group === undefined ? "" : (groupsOf(document)[group]?.title ?? ""),
  ].join("\n");
}
