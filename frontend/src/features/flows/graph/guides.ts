import type { Box } from "./geometry";

/** A line that says: these two stand in one line. */
export interface Guide {
  readonly axis: "x" | "y";
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

const EDGES = [0, 0.5, 1];
/** Further away nobody sees what the line belongs to. */
const REACH = 1200;

/** Where a box that is being moved stands exactly in line with others: the nearest one for each of its edges and middles. */
export function guidesFor(moving: Box, others: readonly Box[]): Guide[] {
  return [...guidesOn("x", moving, others), ...guidesOn("y", moving, others)];
}

function guidesOn(axis: "x" | "y", moving: Box, others: readonly Box[]): Guide[] {
  const [across, length, acrossLength] =
    axis === "x" ? (["y", "width", "height"] as const) : (["x", "height", "width"] as const);
  const found: Guide[] = [];
  for (const edge of EDGES) {
    const at = moving[axis] + moving[length] * edge;
    let best: Box | undefined;
    let nearest = REACH;
    for (const other of others) {
      if (!EDGES.some((one) => other[axis] + other[length] * one === at)) continue;
      const gap = Math.abs(other[across] + other[acrossLength] / 2 - moving[across] - moving[acrossLength] / 2);
      if (gap < nearest) [best, nearest] = [other, gap];
    }
    if (!best) continue;
    found.push({
      axis,
      at,
      from: Math.min(best[across], moving[across]),
      to: Math.max(best[across] + best[acrossLength], moving[across] + moving[acrossLength]),
    });
  }
  return found;
}
