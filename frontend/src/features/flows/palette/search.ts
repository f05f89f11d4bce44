import type { BlockType, Catalogue, PortType } from "../graph/catalogue";
import { fits } from "../graph/wiring";
import { familyOf } from "./families";

/** The end of a wire that a new block shall take: from an output of this type, or into an input of it. */
export interface WantedPort {
  readonly side: "output" | "input";
  readonly type: PortType;
}

/** Block types for what was typed, best first: a title that begins so, then words in it, then keywords and the summary. */
export function searchTypes(catalogue: Catalogue, text: string, wanted?: WantedPort): BlockType[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return [...catalogue.types.values()]
    .filter((type) => !wanted || canTake(type, wanted))
    .map((type) => ({ type, rank: rankOf(type, words) }))
    .filter(({ rank }) => rank < UNFIT)
    .sort((a, b) => a.rank - b.rank || inReadingOrder(a.type, b.type))
    .map(({ type }) => type);
}

/** Blocks whose ports depend on their params can usually be made to fit; the wire itself is checked when it is drawn. */
export function canTake(type: BlockType, wanted: WantedPort): boolean {
  return wanted.side === "output"
    ? type.inputs.some((port) => fits(wanted.type, port.type))
    : type.outputs.some((port) => fits(port.type, wanted.type));
}

export function inReadingOrder(a: BlockType, b: BlockType): number {
  return familyOf(a.family).order - familyOf(b.family).order || a.title.localeCompare(b.title);
}

const UNFIT = 99;

function rankOf(type: BlockType, words: readonly string[]): number {
  if (words.length === 0) return 0;
  return Math.max(...words.map((word) => rankOfWord(type, word)));
}

function rankOfWord(type: BlockType, word: string): number {
  const title = type.title.toLowerCase();
  if (title.startsWith(word)) return 0;
  if (title.includes(word)) return 1;
  if (type.type.toLowerCase().includes(word)) return 2;
  if (type.keywords.some((keyword) => keyword.toLowerCase().startsWith(word))) return 3;
  if (type.keywords.some((keyword) => keyword.toLowerCase().includes(word))) return 4;
  return type.summary.toLowerCase().includes(word) ? 5 : UNFIT;
}
