import { boundsOf } from "./arranging";
import type { Box, Size } from "./dashboardDocument";

type Rect = Omit<Box, "i" | "r">;

/** A line that shows what something was snapped to, in the page's pixels. */
export interface Guide {
  axis: "x" | "y";
  at: number;
  from: number;
  to: number;
}

export interface Snapped {
  dx: number;
  dy: number;
  guides: Guide[];
}

/** Places on a free page that come without a neighbour's help. */
export const SNAP_PX = 8;

interface Snapping {
  own: readonly Box[];
  others: readonly Box[];
  size: Size;
  /** How near it must be, in the page's pixels: the same few pixels of the screen at any scale. */
  within: number;
  /** Edges of `own` that move; all of them and the middle in a drag. */
  edges?: { x: readonly ("start" | "middle" | "end")[]; y: readonly ("start" | "middle" | "end")[] };
}

const ALL = ["start", "middle", "end"] as const;

/**
 * How far a movement is to be bent so that edges or middles meet those of a neighbour or of the page. Where none is
 * near, the grid of the page takes it.
 */
export function snapped(dx: number, dy: number, { own, others, size, within, edges }: Snapping): Snapped {
  const around = boundsOf(own);
  const there: Rect = { ...around, x: around.x + dx, y: around.y + dy };
  const page: Rect = { x: 0, y: 0, w: size.w, h: size.h };
  const targets: Rect[] = [page, ...others];
  const x = nearest(there, targets, "x", "w", within, edges?.x ?? ALL);
  const y = nearest(there, targets, "y", "h", within, edges?.y ?? ALL);
  const bent = {
    dx: dx + (x?.by ?? toGrid(edges?.x[0] === "end" ? there.x + there.w : there.x)),
    dy: dy + (y?.by ?? toGrid(edges?.y[0] === "end" ? there.y + there.h : there.y)),
  };
  const final: Rect = { ...around, x: around.x + bent.dx, y: around.y + bent.dy };
  const guides: Guide[] = [];
  if (x) guides.push(guide("x", x.at, final, x.target));
  if (y) guides.push(guide("y", y.at, final, y.target));
  return { ...bent, guides };
}

function toGrid(at: number): number {
  return Math.round(at / SNAP_PX) * SNAP_PX - at;
}

interface Hit {
  by: number;
  at: number;
  target: Rect;
}

function nearest(
  there: Rect,
  targets: readonly Rect[],
  start: "x" | "y",
  length: "w" | "h",
  within: number,
  edges: readonly ("start" | "middle" | "end")[],
): Hit | null {
  const at = (rect: Rect, edge: "start" | "middle" | "end") =>
    rect[start] + (edge === "start" ? 0 : edge === "end" ? rect[length] : rect[length] / 2);
  let best: Hit | null = null;
  for (const target of targets) {
    for (const own of edges) {
      for (const edge of ALL) {
        // A middle meets a middle only: an edge in the middle of a neighbour looks like chance.
        if ((own === "middle") !== (edge === "middle")) continue;
        const by = at(target, edge) - at(there, own);
        if (Math.abs(by) <= within && (!best || Math.abs(by) < Math.abs(best.by))) {
          best = { by, at: at(target, edge), target };
        }
      }
    }
  }
  return best;
}

function guide(axis: "x" | "y", at: number, own: Rect, target: Rect): Guide {
  const [start, length] = axis === "x" ? (["y", "h"] as const) : (["x", "w"] as const);
  return {
    axis,
    at,
    from: Math.min(own[start], target[start]),
    to: Math.max(own[start] + own[length], target[start] + target[length]),
  };
}
