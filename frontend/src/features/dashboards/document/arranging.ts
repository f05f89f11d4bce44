import type { Box, Size } from "./dashboardDocument";
import { collides, compact, type Frame } from "./layout";

/** Where boxes go when somebody moves, stretches, aligns or spreads them. All units are the frame's own. */
export interface Arranging {
  frame: Frame;
  /** Locked: they stay whatever happens around them. */
  still: ReadonlySet<string>;
}

export type Edge = "n" | "e" | "s" | "w" | "ne" | "nw" | "se" | "sw";
export type Side = "left" | "centre" | "right" | "top" | "middle" | "bottom";
export type Axis = "across" | "down";

/** Smaller than this nobody can take hold of a widget on a free page. */
export const LEAST_FREE: Size = { w: 16, h: 16 };

/** Moves `ids` as one, inside the frame; on a grid the others give way. */
export function moved(boxes: readonly Box[], ids: ReadonlySet<string>, dx: number, dy: number, on: Arranging): Box[] {
  const own = boxes.filter((box) => ids.has(box.i) && !on.still.has(box.i));
  const step = kept(own, dx, dy, on.frame);
  if (own.length === 0 || (step.dx === 0 && step.dy === 0)) return [...boxes];
  const places = own.map((box) => ({ ...box, x: box.x + step.dx, y: box.y + step.dy }));
  return on.frame.kind === "free" ? replaced(boxes, places) : makeRoom(boxes, places, on.still);
}

/** As far as the whole of it stays inside. */
function kept(own: readonly Box[], dx: number, dy: number, frame: Frame): { dx: number; dy: number } {
  const around = boundsOf(own);
  const width = frame.kind === "grid" ? frame.columns : frame.size.w;
  const height = frame.kind === "grid" ? Number.POSITIVE_INFINITY : frame.size.h;
  return {
    dx: clamp(dx, -around.x, width - around.x - around.w),
    dy: clamp(dy, -around.y, height - around.y - around.h),
  };
}

/**
 * Pulls an edge or a corner of one box. The opposite edge stays; on a grid the others give way.
 * `least` is the smallest size that the widget can be read in.
 */
export function resized(
  boxes: readonly Box[],
  id: string,
  pull: { edge: Edge; dx: number; dy: number },
  least: Size,
  on: Arranging,
): Box[] {
  const box = boxes.find(({ i }) => i === id);
  if (!box || on.still.has(id)) return [...boxes];
  const { edge } = pull;
  const width = on.frame.kind === "grid" ? on.frame.columns : on.frame.size.w;
  const height = on.frame.kind === "grid" ? Number.POSITIVE_INFINITY : on.frame.size.h;
  let { x, y, w, h } = box;
  // A box that is smaller than it should be may stay so; it only cannot shrink further.
  const leastW = Math.min(least.w, box.w);
  const leastH = Math.min(least.h, box.h);
  if (edge.includes("e")) w = clamp(box.w + pull.dx, leastW, width - box.x);
  if (edge.includes("s")) h = clamp(box.h + pull.dy, leastH, height - box.y);
  if (edge.includes("w")) {
    x = clamp(box.x + pull.dx, 0, box.x + box.w - leastW);
    w = box.x + box.w - x;
  }
  if (edge.includes("n")) {
    y = clamp(box.y + pull.dy, 0, box.y + box.h - leastH);
    h = box.y + box.h - y;
  }
  if (x === box.x && y === box.y && w === box.w && h === box.h) return [...boxes];
  const next = { ...box, x, y, w, h };
  return on.frame.kind === "free" ? replaced(boxes, [next]) : makeRoom(boxes, [next], on.still);
}

/** On a grid: `places` are taken, and what stood there goes below, or above when it was passed by half. */
export function makeRoom(boxes: readonly Box[], places: readonly Box[], still: ReadonlySet<string>): Box[] {
  const ids = new Set(places.map(({ i }) => i));
  const others = compact(
    boxes.filter((box) => !ids.has(box.i)),
    undefined,
    still,
  );
  const lifted = places.map((place) => {
    const hit = others.filter(
      (other) => !still.has(other.i) && collides(place, other) && other.y < place.y && place.y < other.y + other.h / 2,
    );
    return hit.length === 0 ? place : { ...place, y: Math.min(...hit.map(({ y }) => y)) };
  });
  const settled = compact([...lifted, ...others], ids, still);
  return replaced(boxes, settled);
}

/** The same order with new places: on free pages the order says what lies on top. */
function replaced(boxes: readonly Box[], places: readonly Box[]): Box[] {
  const byId = new Map(places.map((place) => [place.i, place]));
  const known = boxes.map((box) => byId.get(box.i) ?? box);
  const standing = new Set(boxes.map(({ i }) => i));
  return [...known, ...places.filter(({ i }) => !standing.has(i))];
}

/** After places were set by calculation: packed on a grid, kept inside on a free page. */
function settled(boxes: readonly Box[], places: readonly Box[], on: Arranging): Box[] {
  const free = places.filter(({ i }) => !on.still.has(i));
  if (on.frame.kind === "grid") return makeRoom(boxes, free, on.still);
  const { size } = on.frame;
  return replaced(
    boxes,
    free.map((box) => ({
      ...box,
      x: clamp(Math.round(box.x), 0, size.w - box.w),
      y: clamp(Math.round(box.y), 0, size.h - box.h),
    })),
  );
}

/** Brings one side, or the middle, of all into one line: that of what lies around them all. */
export function aligned(boxes: readonly Box[], ids: ReadonlySet<string>, side: Side, on: Arranging): Box[] {
  const own = boxes.filter(({ i }) => ids.has(i));
  if (own.length < 2) return [...boxes];
  const around = boundsOf(own);
  const lines: Record<Side, (box: Box) => Box> = {
    left: (box) => ({ ...box, x: around.x }),
    centre: (box) => ({ ...box, x: Math.round(around.x + (around.w - box.w) / 2) }),
    right: (box) => ({ ...box, x: around.x + around.w - box.w }),
    top: (box) => ({ ...box, y: around.y }),
    middle: (box) => ({ ...box, y: Math.round(around.y + (around.h - box.h) / 2) }),
    bottom: (box) => ({ ...box, y: around.y + around.h - box.h }),
  };
  const places = own.map(lines[side]);
  return settled(boxes, places, on);
}

/** The outermost two stay, the others get the same space between them. */
export function distributed(boxes: readonly Box[], ids: ReadonlySet<string>, axis: Axis, on: Arranging): Box[] {
  const [start, length] = axis === "across" ? (["x", "w"] as const) : (["y", "h"] as const);
  const own = boxes.filter(({ i }) => ids.has(i)).sort((a, b) => a[start] - b[start]);
  const first = own[0];
  const last = own.at(-1);
  if (own.length < 3 || !first || !last) return [...boxes];
  const room = last[start] + last[length] - first[start] - own.reduce((sum, box) => sum + box[length], 0);
  const gap = room / (own.length - 1);
  let at = first[start];
  const places = own.map((box) => {
    const place = { ...box, [start]: Math.round(at) };
    at += box[length] + gap;
    return place;
  });
  return settled(boxes, places, on);
}

/** Gives all the width, the height or both of the first that was selected. */
export function sameSized(
  boxes: readonly Box[],
  ids: readonly string[],
  which: "width" | "height" | "both",
  on: Arranging,
): Box[] {
  const model = boxes.find(({ i }) => i === ids[0]);
  if (!model || ids.length < 2) return [...boxes];
  const width = on.frame.kind === "grid" ? on.frame.columns : on.frame.size.w;
  const places = boxes
    .filter(({ i }) => ids.includes(i))
    .map((box) => {
      const w = which === "height" ? box.w : model.w;
      const h = which === "width" ? box.h : model.h;
      return { ...box, w, h, x: Math.min(box.x, width - w) };
    });
  return settled(boxes, places, on);
}

export type Depth = "front" | "forward" | "backward" | "back";

/** What lies on what. One step passes the next one that is not moved itself. */
export function restacked(boxes: readonly Box[], ids: ReadonlySet<string>, depth: Depth): Box[] {
  const own = boxes.filter(({ i }) => ids.has(i));
  const others = boxes.filter(({ i }) => !ids.has(i));
  if (depth === "front") return [...others, ...own];
  if (depth === "back") return [...own, ...others];
  const isUp = depth === "forward";
  const outermost = isUp ? lastIndex(boxes, ids) : boxes.findIndex(({ i }) => ids.has(i));
  const passed = boxes[outermost + (isUp ? 1 : -1)];
  if (!passed) return [...boxes];
  const at = others.indexOf(passed) + (isUp ? 1 : 0);
  return [...others.slice(0, at), ...own, ...others.slice(at)];
}

function lastIndex(boxes: readonly Box[], ids: ReadonlySet<string>): number {
  return boxes.findLastIndex(({ i }) => ids.has(i));
}

export function boundsOf(boxes: readonly Box[]): Omit<Box, "i" | "r"> {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    w: Math.max(...boxes.map((box) => box.x + box.w)) - x,
    h: Math.max(...boxes.map((box) => box.y + box.h)) - y,
  };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
