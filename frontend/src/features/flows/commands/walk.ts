import type { Catalogue } from "../graph/catalogue";
import { type FlowDocument, portAddress } from "../graph/document";
import type { Box } from "../graph/geometry";
import { boxOfBlock } from "../graph/groups";
import { chosen, type DocumentCommand, onlyWire, type Scene } from "./command";

export type Way = "left" | "right" | "up" | "down";

/** Go from block to block: to the right along the wires that leave, to the left along those that come in, up and down among
 * neighbours. Where no wire leads on, the nearest block on that side is next. */
export function walk(name: string, way: Way, key: string): DocumentCommand {
  return {
    name,
    group: "select",
    shortcuts: [key],
    isEnabled: ({ document }) => Object.keys(document.blocks).length > 0,
    apply(scene, _, { catalogue }) {
      const next = nextBlock(scene, catalogue, way);
      return next === undefined ? scene : { document: scene.document, selection: chosen([next]) };
    },
  };
}

function nextBlock(scene: Scene, catalogue: Catalogue, way: Way): string | undefined {
  const { document, selection } = scene;
  const wire = onlyWire(scene);
  if (wire && (way === "left" || way === "right")) return portAddress(way === "left" ? wire.from : wire.to).block;
  const start = [...selection.blocks].at(-1);
  if (start === undefined || !document.blocks[start]) return firstBlock(document);
  const from = boxOfBlock(document, catalogue, start);
  if (!from) return undefined;
  const wired = neighbours(document, start, way);
  const ids = wired.length > 0 ? wired : Object.keys(document.blocks);
  return nearest(document, catalogue, ids, start, from, wired.length > 0 ? null : way);
}

function firstBlock(document: FlowDocument): string | undefined {
  return Object.entries(document.blocks).sort(
    ([, a], [, b]) => a.position.x - b.position.x || a.position.y - b.position.y,
  )[0]?.[0];
}

function neighbours(document: FlowDocument, id: string, way: Way): string[] {
  if (way !== "left" && way !== "right") return [];
  const [own, other] = way === "right" ? (["from", "to"] as const) : (["to", "from"] as const);
  return document.wires
    .filter((wire) => portAddress(wire[own]).block === id)
    .map((wire) => portAddress(wire[other]).block);
}

/** Blocks straight ahead come before those aside: a step aside counts twice. */
function nearest(
  document: FlowDocument,
  catalogue: Catalogue,
  ids: readonly string[],
  start: string,
  from: Box,
  way: Way | null,
): string | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const id of ids) {
    const box = id === start ? null : boxOfBlock(document, catalogue, id);
    if (!box || (way && !isAhead(from, box, way))) continue;
    const dx = Math.abs(middleX(box) - middleX(from));
    const dy = Math.abs(middleY(box) - middleY(from));
    const distance = way === "up" || way === "down" ? dy + 2 * dx : dx + 2 * dy;
    if (!best || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}

function isAhead(from: Box, to: Box, way: Way): boolean {
  if (way === "left") return middleX(to) < middleX(from);
  if (way === "right") return middleX(to) > middleX(from);
  if (way === "up") return middleY(to) < middleY(from);
  return middleY(to) > middleY(from);
}

const middleX = (box: Box) => box.x + box.width / 2;
const middleY = (box: Box) => box.y + box.height / 2;
