import { type Box, COLUMNS, type LayoutName, type Widget } from "../document/dashboardDocument";
import { freePlace } from "../document/layout";
import type { Command } from "./command";

interface NewWidget {
  id: string;
  widget: Widget;
  pageId: string;
  sizes: Record<LayoutName, { w: number; h: number }>;
  /** Where it was dropped; without it the first free place is taken. */
  place?: { layout: LayoutName; x: number; y: number };
}

/** A new widget stands in both layouts at once, so the phone never misses one. */
export function addWidget({ id, widget, pageId, sizes, place }: NewWidget): Command {
  return {
    name: "addWidget",
    apply(draft) {
      draft.widgets[id] = widget;
      for (const layout of ["desktop", "mobile"] as const) {
        const boxes = (draft.layouts[layout][pageId] ??= []);
        const size = sizes[layout];
        const free = freePlace(boxes, size, COLUMNS[layout]);
        const box: Box = place?.layout === layout ? { ...free, x: place.x, y: place.y } : free;
        boxes.push({ ...box, i: id });
      }
    },
  };
}
