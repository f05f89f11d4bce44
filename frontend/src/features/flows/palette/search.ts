import { type BlockType, type Catalogue, type PortType, valueOutputs } from "../graph/catalogue";
import { type FlowDocument, portAddress } from "../graph/document";
import { fits } from "../graph/wiring";
import { familyOf } from "./families";

/** The end of a wire that a new block shall take: from an output of this type, or into an input of it. */
export interface WantedPort {
  readonly side: "output" | "input";
  readonly type: PortType;
}

/** How often each type was put at such a place: the best guess of what a person wants there again. */
export type Habits = ReadonlyMap<string, number>;

/** Block types for what was typed, best first: a title that begins so, then words in it, then keywords and the summary.
 * Among equals those come first that people put there before, then those whose first port is made for the value. */
export function searchTypes(catalogue: Catalogue, text: string, wanted?: WantedPort, habits?: Habits): BlockType[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const habit = ({ type }: BlockType) => habits?.get(type) ?? 0;
  return [...catalogue.types.values()]
    .filter((type) => !type.isHidden && (!wanted || canTake(type, wanted)))
    .map((type) => ({ type, rank: rankOf(type, words), fit: wanted ? fitOf(type, wanted) : 0 }))
    .filter(({ rank }) => rank < UNFIT)
    .sort((a, b) => a.rank - b.rank || habit(b.type) - habit(a.type) || a.fit - b.fit || inReadingOrder(a.type, b.type))
    .map(({ type }) => type);
}

/** What follows (or feeds) blocks of this type in the flow that is open. */
export function habitsIn(document: FlowDocument, type: string, side: WantedPort["side"]): Habits {
  const counts = new Map<string, number>();
  for (const wire of document.wires) {
    const from = document.blocks[portAddress(wire.from).block];
    const to = document.blocks[portAddress(wire.to).block];
    const [own, other] = side === "output" ? [from, to] : [to, from];
    if (own?.type === type && other) counts.set(other.type, (counts.get(other.type) ?? 0) + 1);
  }
  return counts;
}

/** Blocks whose ports depend on their params can usually be made to fit; the wire itself is checked when it is drawn. */
export function canTake(type: BlockType, wanted: WantedPort): boolean {
  return wanted.side === "output"
    ? type.inputs.some((port) => fits(wanted.type, port.type))
    : valueOutputs(type.outputs).some((port) => fits(port.type, wanted.type));
}

/** 0 when the first port is made for the value; then another port of the type, one that takes anything, a trigger. */
function fitOf(type: BlockType, wanted: WantedPort): number {
  const ports = wanted.side === "output" ? type.inputs : valueOutputs(type.outputs);
  const ranks = ports.map((port, index) => {
    const [from, to] = wanted.side === "output" ? [wanted.type, port.type] : [port.type, wanted.type];
    if (!fits(from, to)) return UNFIT;
    if (from === to) return index === 0 ? 0 : 1;
    return to === "any" ? 2 : 3;
  });
  return Math.min(UNFIT, ...ranks);
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
