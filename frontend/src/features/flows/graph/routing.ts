import { type Catalogue, valueOutputs } from "./catalogue";
import { type FlowDocument, type Position, portAddress, wireName } from "./document";
import { BLOCK_WIDTH, type Box, portOffset, sizeOf } from "./geometry";
import { portsOf } from "./ports";

/** How far from a block a wire runs up or down beside it. */
const BESIDE = 24;
const MARGIN = 4;

/** Where the upright part of each wire stands, so that it does not run through blocks it has nothing to do with.
 * Wires that are fine in the middle are left out. */
export function bendsOf(document: FlowDocument, catalogue: Catalogue): Map<string, number> {
  const boxes = new Map<string, Box>();
  for (const [id, block] of Object.entries(document.blocks)) {
    boxes.set(id, { ...block.position, ...sizeOf(portsOf(catalogue, id, block)) });
  }
  const bends = new Map<string, number>();
  for (const wire of document.wires) {
    const from = endOf(document, catalogue, wire.from, "output");
    const to = endOf(document, catalogue, wire.to, "input");
    // A wire that goes backwards takes the library's way around.
    if (!from || !to || to.x - from.x < 2 * BESIDE) continue;
    const others = [...boxes]
      .filter(([id]) => id !== portAddress(wire.from).block && id !== portAddress(wire.to).block)
      .map(([, box]) => box)
      .filter((box) => box.x < to.x && box.x + box.width > from.x);
    if (others.length === 0) continue;
    const middle = (from.x + to.x) / 2;
    const ways = [middle, to.x - BESIDE, from.x + BESIDE];
    const best = ways.reduce((a, b) => (hits(from, to, b, others) < hits(from, to, a, others) ? b : a));
    if (best !== middle) bends.set(wireName(wire), best);
  }
  return bends;
}

function endOf(document: FlowDocument, catalogue: Catalogue, name: string, side: "output" | "input"): Position | null {
  const { block: id, port } = portAddress(name);
  const block = document.blocks[id];
  if (!block) return null;
  const all = portsOf(catalogue, id, block);
  const ports = side === "output" ? valueOutputs(all.outputs) : all.inputs;
  const index = ports.findIndex((one) => one.name === port);
  if (index < 0) return null;
  return {
    x: block.position.x + (side === "output" ? BLOCK_WIDTH : 0),
    y: block.position.y + portOffset(index, ports.length, sizeOf(all).height),
  };
}

/** Blocks that a wire with its upright part at `x` would cross. */
function hits(from: Position, to: Position, x: number, boxes: readonly Box[]): number {
  return boxes.filter(
    (box) =>
      crosses(box, from.x, x, from.y, from.y) ||
      crosses(box, x, x, Math.min(from.y, to.y), Math.max(from.y, to.y)) ||
      crosses(box, x, to.x, to.y, to.y),
  ).length;
}

function crosses(box: Box, left: number, right: number, top: number, bottom: number): boolean {
  return (
    left < box.x + box.width + MARGIN &&
    right > box.x - MARGIN &&
    top < box.y + box.height + MARGIN &&
    bottom > box.y - MARGIN
  );
}
