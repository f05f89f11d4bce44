import { type Box, COLUMNS, type DashboardDocument, type LayoutName, type Widget } from "../document/dashboardDocument";
import { freePlace } from "../document/layout";
import type { Command } from "./command";
import { freshId } from "./ids";

/** Widgets with their sizes, ready to be put on this or another dashboard. */
export interface Clip {
  kind: "sluice/widgets";
  items: { widget: Widget; sizes: Record<LayoutName, { w: number; h: number }> }[];
}

export function clipOf(document: DashboardDocument, ids: readonly string[]): Clip {
  const sizeOf = (layout: LayoutName, id: string) => {
    const box = Object.values(document.layouts[layout])
      .flat()
      .find(({ i }) => i === id);
    return { w: box?.w ?? COLUMNS[layout] / 3, h: box?.h ?? 4 };
  };
  return {
    kind: "sluice/widgets",
    items: ids.flatMap((id) => {
      const widget = document.widgets[id];
      return widget ? [{ widget, sizes: { desktop: sizeOf("desktop", id), mobile: sizeOf("mobile", id) } }] : [];
    }),
  };
}

/** Returns the command and the ids the new widgets will have, so that they can be selected. */
export function pasteWidgets(
  document: DashboardDocument,
  pageId: string,
  clip: Clip,
): { command: Command; ids: string[] } {
  const ids: string[] = [];
  for (const _ of clip.items) ids.push(freshId("w", [...Object.keys(document.widgets), ...ids]));
  const command: Command = {
    name: "pasteWidgets",
    apply(draft) {
      clip.items.forEach(({ widget, sizes }, index) => {
        const id = ids[index];
        if (!id) return;
        draft.widgets[id] = structuredClone(widget);
        for (const layout of ["desktop", "mobile"] as const) {
          const boxes: Box[] = (draft.layouts[layout][pageId] ??= []);
          boxes.push({ ...freePlace(boxes, sizes[layout], COLUMNS[layout]), i: id });
        }
      });
    },
  };
  return { command, ids };
}
