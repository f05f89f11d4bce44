import {
  COLUMNS,
  type DashboardDocument,
  type LayoutName,
  parseWidget,
  type Widget,
} from "../document/dashboardDocument";
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
        const boxes = draft.layouts.desktop[pageId] ?? [];
        draft.layouts.desktop[pageId] = [...boxes, { ...freePlace(boxes, sizes.desktop, COLUMNS.desktop), i: id }];
        // A phone's own arrangement is continued; without one the phone follows the desktop.
        const phone = draft.layouts.mobile[pageId] ?? [];
        if (phone.length === 0) return;
        draft.layouts.mobile[pageId] = [...phone, { ...freePlace(phone, sizes.mobile, COLUMNS.mobile), i: id }];
      });
    },
  };
  return { command, ids };
}

/** Reads what stands on the clipboard; null when it is something else. */
export function parseClip(text: string): Clip | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== "object" || raw === null || !("kind" in raw) || raw.kind !== "sluice/widgets") return null;
  if (!("items" in raw) || !Array.isArray(raw.items)) return null;
  const items = raw.items.slice(0, MOST_PASTED).flatMap((item: unknown) => {
    const { widget: rawWidget, sizes } = (item ?? {}) as {
      widget?: unknown;
      sizes?: Partial<Clip["items"][0]["sizes"]>;
    };
    const widget = parseWidget(rawWidget);
    return widget ? [{ widget, sizes: { desktop: size(sizes?.desktop, 8), mobile: size(sizes?.mobile, 6) } }] : [];
  });
  return items.length > 0 ? { kind: "sluice/widgets", items } : null;
}

const MOST_PASTED = 100;

function size(raw: unknown, width: number): { w: number; h: number } {
  const { w, h } = (raw ?? {}) as { w?: unknown; h?: unknown };
  const whole = (value: unknown, otherwise: number, most: number) =>
    typeof value === "number" && Number.isInteger(value) && value > 0 ? Math.min(value, most) : otherwise;
  return { w: whole(w, width, COLUMNS.desktop), h: whole(h, 5, 100) };
}
