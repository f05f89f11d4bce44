import type { Draft } from "immer";
import type { Arranging } from "../document/arranging";
import type { Box, DashboardDocument } from "../document/dashboardDocument";
import { boxesOf, frameOf, type Place } from "../document/layout";

/** What the pure functions of `arranging` need to know of a page. */
export function arrangingOf(document: DashboardDocument, place: Place): Arranging {
  const locked = Object.entries(document.widgets).flatMap(([id, { isLocked }]) => (isLocked ? [id] : []));
  return { frame: frameOf(document, place), still: new Set(locked) };
}

/** Puts new boxes in the place of a page's old ones. */
export function rearrange(
  draft: Draft<DashboardDocument>,
  place: Place,
  change: (boxes: readonly Box[], on: Arranging) => readonly Box[],
): void {
  const on = arrangingOf(draft, place);
  // The phone shows a free page as it stands on the desktop until it gets a layout of its own.
  const isPicture = place.layout === "mobile" && on.frame.kind === "free";
  if (isPicture) return;
  const before = boxesOf(draft, place.layout, place.pageId);
  const after = change(before, on);
  const isSame = before.length === after.length && before.every((box, index) => isAlike(box, after[index]));
  if (isSame) return;
  draft.layouts[place.layout][place.pageId] = after.map((box) => box);
}

function isAlike(a: Box, b: Box | undefined): boolean {
  return b !== undefined && a.i === b.i && a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h && a.r === b.r;
}
