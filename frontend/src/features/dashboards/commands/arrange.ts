import { type Box, COLUMNS, type LayoutName } from "../document/dashboardDocument";
import { boxesOf, compact } from "../document/layout";
import type { Command } from "./command";

interface Place {
  layout: LayoutName;
  pageId: string;
}

/** The boxes of one page after a drag or a resize. */
export function arrange({ layout, pageId }: Place, boxes: readonly Box[]): Command {
  return {
    name: "arrange",
    apply(draft) {
      draft.layouts[layout][pageId] = boxes.map(({ i, x, y, w, h }) => ({ i, x, y, w, h }));
    },
  };
}

interface Nudge {
  dx?: number;
  dy?: number;
  dw?: number;
  dh?: number;
}

/** Moves or resizes widgets by whole cells: what the arrow keys do. */
export function nudge({ layout, pageId }: Place, ids: readonly string[], by: Nudge): Command {
  const columns = COLUMNS[layout];
  return {
    name: "arrange",
    mergeKey: `nudge:${ids.join()}`,
    apply(draft) {
      const boxes = boxesOf(draft, layout, pageId);
      const moved = boxes.map((box) => {
        if (!ids.includes(box.i)) return box;
        const w = clamp(box.w + (by.dw ?? 0), 1, columns);
        const h = Math.max(1, box.h + (by.dh ?? 0));
        return { ...box, w, h, x: clamp(box.x + (by.dx ?? 0), 0, columns - w), y: Math.max(0, box.y + (by.dy ?? 0)) };
      });
      draft.layouts[layout][pageId] = swapDown(boxes, moved, ids, by.dy ?? 0);
    },
  };
}

/** With boxes packed upwards, one step down does nothing; so a box going down trades places with what is below it. */
function swapDown(before: readonly Box[], moved: Box[], ids: readonly string[], dy: number): Box[] {
  if (dy === 0) return compact(order(moved, ids));
  const own = before.filter((box) => ids.includes(box.i));
  const first = own[0];
  if (!first) return moved;
  const isInWay = (box: Box) => !ids.includes(box.i) && box.x < first.x + first.w && first.x < box.x + box.w;
  const neighbour = before
    .filter((box) => isInWay(box) && (dy > 0 ? box.y >= first.y + first.h : box.y + box.h <= first.y))
    .sort((a, b) => (dy > 0 ? a.y - b.y : b.y - a.y))[0];
  if (!neighbour) return compact(before);
  const swapped = before.map((box) => {
    if (ids.includes(box.i)) return { ...box, y: dy > 0 ? neighbour.y + neighbour.h - first.h : neighbour.y };
    if (box.i === neighbour.i) return { ...box, y: dy > 0 ? first.y : first.y + first.h - neighbour.h };
    return box;
  });
  return compact(dy > 0 ? swapped.map(nudgeBehind(ids)) : swapped);
}

/** In a tie of rows the moved widget comes last. */
function nudgeBehind(ids: readonly string[]): (box: Box) => Box {
  return (box) => (ids.includes(box.i) ? { ...box, y: box.y + 1 } : box);
}

/** The moved widget keeps its place, others give way. */
function order(boxes: Box[], ids: readonly string[]): Box[] {
  return [...boxes.filter((box) => ids.includes(box.i)), ...boxes.filter((box) => !ids.includes(box.i))];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
