import { clamp, makeRoom } from "../document/arranging";
import { type Box, COLUMNS, type LayoutName, type Size, type Widget } from "../document/dashboardDocument";
import { boxesOf, type Frame, frameOf, freeFromGrid, freePlace, gridFromFree } from "../document/layout";
import type { Command } from "./command";
import { arrangingOf } from "./place";

interface NewWidget {
  id: string;
  widget: Widget;
  pageId: string;
  sizes: Record<LayoutName, { w: number; h: number }>;
  /** Where it was dropped; without it the first free place of the desktop is taken. */
  place?: { layout: LayoutName; x: number; y: number };
}

/** On a phone a new widget comes last by itself (`boxesOf`), unless it was put there by hand. */
export function addWidget({ id, widget, pageId, sizes, place }: NewWidget): Command {
  return {
    name: "addWidget",
    apply(draft) {
      const isOnPhone = place?.layout === "mobile" && frameOf(draft, { layout: "mobile", pageId }).kind === "grid";
      const phone = isOnPhone ? boxesOf(draft, "mobile", pageId) : [];
      const desktop = draft.layouts.desktop[pageId] ?? [];
      const { frame, still } = arrangingOf(draft, { layout: "desktop", pageId });
      draft.widgets[id] = widget;
      const at = isOnPhone ? undefined : place;
      const box = { ...placeFor(desktop, sizes.desktop, frame, at), i: id };
      // Dropped onto others, it stays where it was dropped and they give way.
      draft.layouts.desktop[pageId] = at && frame.kind === "grid" ? makeRoom(desktop, [box], still) : [...desktop, box];
      if (isOnPhone && place) {
        const x = clamp(place.x, 0, COLUMNS.mobile - sizes.mobile.w);
        draft.layouts.mobile[pageId] = makeRoom(phone, [{ i: id, ...sizes.mobile, x, y: place.y }], still);
      }
    },
  };
}

/** Where a new box of so many cells goes; on a free page in pixels. */
export function placeFor(boxes: readonly Box[], cells: Size, frame: Frame, at?: { x: number; y: number }): Box {
  if (frame.kind === "grid") {
    const free = freePlace(boxes, cells, frame.columns);
    return at ? { ...free, x: clamp(at.x, 0, frame.columns - free.w), y: Math.max(0, at.y) } : free;
  }
  const { size } = frame;
  const [box] = freeFromGrid([freePlace(gridFromFree(boxes, size), cells, COLUMNS.desktop)], size);
  if (!box) throw new Error("One box in, one box out.");
  const { x, y } = at ?? box;
  return { ...box, x: clamp(Math.round(x), 0, size.w - box.w), y: clamp(Math.round(y), 0, size.h - box.h) };
}
