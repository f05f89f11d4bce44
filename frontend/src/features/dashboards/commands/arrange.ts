import { clamp, makeRoom, moved, resized } from "../document/arranging";
import type { Box } from "../document/dashboardDocument";
import { compact, type Place } from "../document/layout";
import type { Command } from "./command";
import { rearrange } from "./place";

/** The boxes of one page after a drag or a resize. */
export function arrange(place: Place, boxes: readonly Box[]): Command {
  return { name: "arrange", apply: (draft) => rearrange(draft, place, () => boxes) };
}

/** One widget's place as numbers, typed into the panel. */
export function setBox(place: Place, id: string, part: Partial<Omit<Box, "i">>): Command {
  return {
    name: "arrange",
    mergeKey: `box:${id}:${Object.keys(part).join()}`,
    apply: (draft) =>
      rearrange(draft, place, (boxes, { frame, still }) => {
        const width = frame.kind === "grid" ? frame.columns : frame.size.w;
        const height = frame.kind === "grid" ? Number.POSITIVE_INFINITY : frame.size.h;
        const change = (box: Box): Box => {
          const { r, ...next } = { ...box, ...part };
          const w = clamp(Math.round(next.w), 1, width);
          const h = clamp(Math.round(next.h), 1, height);
          const turn = frame.kind === "free" && r !== undefined ? ((Math.round(r) % 360) + 360) % 360 : 0;
          return {
            i: box.i,
            x: clamp(Math.round(next.x), 0, width - w),
            y: clamp(Math.round(next.y), 0, height - h),
            w,
            h,
            ...(turn === 0 ? {} : { r: turn }),
          };
        };
        const box = boxes.find(({ i }) => i === id);
        if (!box || still.has(id)) return boxes;
        const next = change(box);
        return frame.kind === "free" ? boxes.map((one) => (one.i === id ? next : one)) : makeRoom(boxes, [next], still);
      }),
  };
}

interface Nudge {
  dx?: number;
  dy?: number;
  dw?: number;
  dh?: number;
}

/** Moves or resizes widgets by whole cells, or by pixels on a free page: what the arrow keys do. */
export function nudge(place: Place, ids: readonly string[], by: Nudge): Command {
  const chosen = new Set(ids);
  return {
    name: "arrange",
    mergeKey: `nudge:${ids.join()}`,
    apply: (draft) =>
      rearrange(draft, place, (boxes, on) => {
        const { dx = 0, dy = 0, dw = 0, dh = 0 } = by;
        let next = boxes;
        if (dw !== 0 || dh !== 0) {
          const pull = { edge: "se" as const, dx: dw, dy: dh };
          for (const id of ids) next = resized(next, id, pull, { w: 1, h: 1 }, on);
        }
        if (on.frame.kind === "free" || dy === 0) return dx === 0 && dy === 0 ? next : moved(next, chosen, dx, dy, on);
        const across = dx === 0 ? next : moved(next, chosen, dx, 0, on);
        return tradePlaces(across, chosen, dy, on.still);
      }),
  };
}

/** With boxes packed upwards, one step down does nothing; so what goes down trades places with what is below it. */
function tradePlaces(
  before: readonly Box[],
  ids: ReadonlySet<string>,
  dy: number,
  still: ReadonlySet<string>,
): readonly Box[] {
  const own = before.filter((box) => ids.has(box.i) && !still.has(box.i));
  const left = Math.min(...own.map(({ x }) => x));
  const right = Math.max(...own.map(({ x, w }) => x + w));
  const top = Math.min(...own.map(({ y }) => y));
  const bottom = Math.max(...own.map(({ y, h }) => y + h));
  const isInWay = (box: Box) => !ids.has(box.i) && !still.has(box.i) && box.x < right && left < box.x + box.w;
  const neighbour = before
    .filter((box) => isInWay(box) && (dy > 0 ? box.y >= bottom : box.y + box.h <= top))
    .sort((a, b) => (dy > 0 ? a.y - b.y : b.y + b.h - (a.y + a.h)))[0];
  if (!neighbour) return before;
  // Half a row decides who comes first when they are packed again.
  const to = dy > 0 ? neighbour.y + 0.5 : neighbour.y - 0.5;
  const placed = before.map((box) => (ids.has(box.i) && !still.has(box.i) ? { ...box, y: box.y - top + to } : box));
  return compact(placed, ids, still);
}
