import { COLUMNS, FREE_SIZE, type LayoutName } from "../document/dashboardDocument";
import { boxesOf, freeFromGrid, freePlace, gridFromFree, phoneFromDesktop } from "../document/layout";
import type { Command } from "./command";

/** The phone's own layout anew: in reading order, full width, small ones in pairs. */
export function copyFromDesktop(pageId: string): Command {
  return {
    name: "copyFromDesktop",
    apply(draft) {
      draft.layouts.mobile[pageId] = phoneFromDesktop(draft, pageId);
    },
  };
}

/** Without a layout of its own the phone follows the desktop again. */
export function followDesktop(pageId: string): Command {
  return {
    name: "followDesktop",
    apply(draft) {
      draft.layouts.mobile[pageId] = [];
      for (const { i } of draft.layouts.desktop[pageId] ?? []) {
        const widget = draft.widgets[i];
        if (widget?.onlyOn === "desktop") delete widget.onlyOn;
      }
    },
  };
}

/** Shows widgets on one kind of screen alone, or (`null`) on both. */
export function showOnly(pageId: string, ids: readonly string[], only: LayoutName | null): Command {
  return {
    name: only === null ? "showOnBoth" : "showOnOne",
    apply(draft) {
      const chosen = new Set(ids.filter((id) => draft.widgets[id]));
      const { desktop, mobile } = draft.layouts;
      // Who leaves the desktop needs a place on the phone that does not follow it.
      if (only === "mobile") mobile[pageId] = [...boxesOf(draft, "mobile", pageId)];
      if (only === "mobile") desktop[pageId] = (desktop[pageId] ?? []).filter(({ i }) => !chosen.has(i));
      if (only === "desktop") mobile[pageId] = (mobile[pageId] ?? []).filter(({ i }) => !chosen.has(i));
      for (const id of chosen) {
        const widget = draft.widgets[id];
        if (!widget) continue;
        if (only) widget.onlyOn = only;
        else delete widget.onlyOn;
      }
      if (only === "mobile") return;
      const page = draft.pages.find((one) => one.id === pageId);
      for (const id of chosen) {
        const boxes = desktop[pageId] ?? [];
        if (boxes.some(({ i }) => i === id)) continue;
        const size = { w: COLUMNS.desktop / 3, h: mobile[pageId]?.find(({ i }) => i === id)?.h ?? 4 };
        const sheet = page?.size ?? FREE_SIZE;
        const isFree = page?.kind === "free";
        const place = { ...freePlace(isFree ? gridFromFree(boxes, sheet) : boxes, size, COLUMNS.desktop), i: id };
        desktop[pageId] = [...boxes, ...(isFree ? freeFromGrid([place], sheet) : [place])];
      }
    },
  };
}
