import { type Box, COLUMNS, type LayoutName, type Widget } from "../document/dashboardDocument";
import { boxesOf, compact, freePlace } from "../document/layout";
import type { Command } from "./command";

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
      const isOnPhone = place?.layout === "mobile";
      const phone = isOnPhone ? boxesOf(draft, "mobile", pageId) : [];
      const desktop = draft.layouts.desktop[pageId] ?? [];
      draft.widgets[id] = widget;
      const free: Box = { ...freePlace(desktop, sizes.desktop, COLUMNS.desktop), i: id };
      // Dropped onto others, it stays where it was dropped and they give way.
      draft.layouts.desktop[pageId] =
        place && !isOnPhone ? compact([{ ...free, x: place.x, y: place.y }, ...desktop]) : [...desktop, free];
      if (isOnPhone) {
        draft.layouts.mobile[pageId] = compact([{ i: id, ...sizes.mobile, x: place.x, y: place.y }, ...phone]);
      }
    },
  };
}
