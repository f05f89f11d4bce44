import { type Ports, valueOutputs } from "./catalogue";
import type { FlowDocument, Position } from "./document";

export const GRID = 8;
export const BLOCK_WIDTH = 192;
const HEAD_HEIGHT = 56;
export const PORT_PITCH = 24;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Position, Size {}

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}

export function snapped(position: Position): Position {
  return { x: snap(position.x), y: snap(position.y) };
}

/** A block is as high as its longer row of ports needs, so that wires never touch. */
export function sizeOf({ inputs, outputs }: Ports): Size {
  const rows = Math.max(inputs.length, valueOutputs(outputs).length, 1);
  return { width: BLOCK_WIDTH, height: Math.max(HEAD_HEIGHT, PORT_PITCH * rows + GRID) };
}

/** Distance of a port's middle from the block's upper edge: centred, and on the grid, so that wires can be straight. */
export function portOffset(index: number, count: number, height: number): number {
  return snap(height / 2 - ((count - 1) / 2) * PORT_PITCH) + index * PORT_PITCH;
}

/** The error port stands apart, at the lower edge. */
export function errorPortX(): number {
  return BLOCK_WIDTH - 3 * GRID;
}

export function boundsOf(boxes: readonly Box[]): Box | null {
  const [first] = boxes;
  if (!first) return null;
  let { x: left, y: top } = first;
  let right = left;
  let bottom = top;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The wished place, or the nearest one below it that covers no block. */
export function freeSpot(document: FlowDocument, wished: Position): Position {
  const taken = Object.values(document.blocks).map((block) => block.position);
  let spot = snapped(wished);
  // Each step passes at least one block, so there are never more steps than blocks.
  for (let step = 0; step <= taken.length; step += 1) {
    const hit = taken.find(
      (other) => Math.abs(other.x - spot.x) < BLOCK_WIDTH && Math.abs(other.y - spot.y) < HEAD_HEIGHT + GRID,
    );
    if (!hit) return spot;
    spot = { x: spot.x, y: hit.y + HEAD_HEIGHT + 2 * GRID };
  }
  return spot;
}
