import { type Box, COLUMNS, type LayoutName, type Widget } from "../document/dashboardDocument";
import { compact, freePlace } from "../document/layout";
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
        const boxes = draft.layouts[layout][pageId] ?? [];
        const free: Box = { ...freePlace(boxes, sizes[layout], COLUMNS[layout]), i: id };
        // Dropped onto others, it stays where it was dropped and they give way.
        draft.layouts[layout][pageId] =
          place?.layout === layout ? compact([{ ...free, x: place.x, y: place.y }, ...boxes]) : [...boxes, free];
      }
    },
  };
}
