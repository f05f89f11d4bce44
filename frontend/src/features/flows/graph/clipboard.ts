import { type Block, type FlowDocument, type Position, portAddress, portName, type Wire } from "./document";
import { snapped } from "./geometry";
import { freshIds } from "./ids";

/** What travels through the system clipboard: readable text, so that it can be mailed, kept and pasted into another flow. */
export interface Clipping {
  readonly sluice: "blocks";
  readonly schema: number;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly wires: readonly Wire[];
}

export const PASTE_LIMIT = 1000;

/** The chosen blocks with the wires between them; wires to the outside stay behind. */
export function clip(document: FlowDocument, blocks: Iterable<string>): Clipping {
  const chosen = new Set(blocks);
  return {
    sluice: "blocks",
    schema: document.schema,
    blocks: Object.fromEntries(Object.entries(document.blocks).filter(([id]) => chosen.has(id))),
    wires: document.wires.filter(
      (wire) => chosen.has(portAddress(wire.from).block) && chosen.has(portAddress(wire.to).block),
    ),
  };
}

export function clippingText(clipping: Clipping): string {
  return JSON.stringify(clipping, null, 2);
}

/** Parse what somebody pasted: a clipping of ours or a whole flow document. Anything else is null, not an error. */
export function readClipping(text: string): Clipping | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || !isRecord(value.blocks)) return null;
  const blocks: Record<string, Block> = {};
  for (const [id, raw] of Object.entries(value.blocks)) {
    const block = readBlock(raw);
    if (!block || id.includes(".")) return null;
    blocks[id] = block;
  }
  if (Object.keys(blocks).length === 0 || Object.keys(blocks).length > PASTE_LIMIT) return null;
  const wires: Wire[] = [];
  for (const raw of Array.isArray(value.wires) ? value.wires : []) {
    if (!isRecord(raw) || typeof raw.from !== "string" || typeof raw.to !== "string") return null;
    if (blocks[portAddress(raw.from).block] && blocks[portAddress(raw.to).block]) {
      wires.push({ from: raw.from, to: raw.to });
    }
  }
  return { sluice: "blocks", schema: typeof value.schema === "number" ? value.schema : 1, blocks, wires };
}

export interface Pasted {
  readonly document: FlowDocument;
  readonly blocks: readonly string[];
}

/** Add a clipping under fresh ids, its upper left corner at `at`, or moved by `by` from where it was copied. */
export function paste(
  document: FlowDocument,
  clipping: Clipping,
  where: { readonly at?: Position; readonly by?: Position },
  idsAbove: number,
): Pasted {
  const old = Object.keys(clipping.blocks);
  const ids = freshIds(document, old.length, idsAbove);
  const renamed = new Map(old.map((id, index) => [id, ids[index] ?? id]));
  const places = Object.values(clipping.blocks).map((block) => block.position);
  const corner = { x: Math.min(...places.map((place) => place.x)), y: Math.min(...places.map((place) => place.y)) };
  const shift = where.at ? { x: where.at.x - corner.x, y: where.at.y - corner.y } : (where.by ?? { x: 0, y: 0 });

  const blocks: Record<string, Block> = { ...document.blocks };
  for (const [id, block] of Object.entries(clipping.blocks)) {
    const position = snapped({ x: block.position.x + shift.x, y: block.position.y + shift.y });
    blocks[renamed.get(id) ?? id] = { ...block, position };
  }
  const rename = (name: string) => {
    const { block, port } = portAddress(name);
    return portName(renamed.get(block) ?? block, port);
  };
  const wires = clipping.wires.map((wire) => ({ from: rename(wire.from), to: rename(wire.to) }));
  return { document: { ...document, blocks, wires: [...document.wires, ...wires] }, blocks: ids };
}

function readBlock(raw: unknown): Block | null {
  if (!isRecord(raw) || typeof raw.type !== "string") return null;
  const position = isRecord(raw.position) ? raw.position : {};
  return {
    type: raw.type,
    version: typeof raw.version === "number" ? raw.version : 1,
    params: isRecord(raw.params) ? raw.params : {},
    position: {
      x: typeof position.x === "number" ? position.x : 0,
      y: typeof position.y === "number" ? position.y : 0,
    },
    label: typeof raw.label === "string" ? raw.label : "",
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
