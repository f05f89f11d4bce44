import { FREE_SIZE, FREE_SIZES, type Size } from "../document/dashboardDocument";
import { compact, freeFromGrid, gridFromFree } from "../document/layout";
import type { Command } from "./command";
import { freshId } from "./ids";
import { underTabs } from "./together";

export function addPage(id: string, title: string, kind?: "free"): Command {
  return {
    name: "addPage",
    apply(draft) {
      draft.pages.push({ id, title, ...(kind ? { kind, size: FREE_SIZE } : {}) });
      draft.layouts.desktop[id] = [];
      draft.layouts.mobile[id] = [];
    },
  };
}

export function renamePage(id: string, title: string): Command {
  return {
    name: "renamePage",
    mergeKey: `page:${id}`,
    apply(draft) {
      const page = draft.pages.find((candidate) => candidate.id === id);
      if (page) page.title = title;
    },
  };
}

/** Its widgets go with it. The last page stays: a dashboard without one could not be shown. */
export function removePage(id: string): Command {
  return {
    name: "removePage",
    apply(draft) {
      if (draft.pages.length < 2) return;
      draft.pages = draft.pages.filter((page) => page.id !== id);
      const gone = new Set(Object.values(draft.layouts).flatMap((layout) => (layout[id] ?? []).map(({ i }) => i)));
      for (const layout of Object.values(draft.layouts)) delete layout[id];
      for (const widgetId of gone) delete draft.widgets[widgetId];
    },
  };
}

export function movePage(id: string, by: -1 | 1): Command {
  return {
    name: "movePage",
    apply(draft) {
      const at = draft.pages.findIndex((page) => page.id === id);
      const to = at + by;
      const [page] = at >= 0 && to >= 0 && to < draft.pages.length ? draft.pages.splice(at, 1) : [];
      if (page) draft.pages.splice(to, 0, page);
    },
  };
}

/** To the place of another page: what a drag of its tab does. */
export function putPage(id: string, to: number): Command {
  return {
    name: "movePage",
    mergeKey: `put:${id}`,
    apply(draft) {
      const at = draft.pages.findIndex((page) => page.id === id);
      if (at < 0 || at === to) return;
      const [page] = draft.pages.splice(at, 1);
      if (page) draft.pages.splice(to, 0, page);
    },
  };
}

/** A copy right behind the page, with copies of its widgets. `copy` is the id it will have. */
export function duplicatePage(id: string, copy: string, title: string): Command {
  return {
    name: "duplicatePage",
    apply(draft) {
      const at = draft.pages.findIndex((page) => page.id === id);
      const page = draft.pages[at];
      if (!page) return;
      draft.pages.splice(at + 1, 0, { ...page, id: copy, title: title.slice(0, 100) });
      const renamed = new Map<string, string>();
      const groups = new Map<string, string>();
      for (const layout of Object.values(draft.layouts)) {
        layout[copy] = (layout[id] ?? []).map((box) => {
          const known = renamed.get(box.i) ?? freshId("w", Object.keys(draft.widgets));
          const widget = draft.widgets[box.i];
          if (!renamed.has(box.i) && widget) {
            renamed.set(box.i, known);
            const { group, ...rest } = widget;
            // A copy's group is a group of its own: moving one must not move the other page's widgets.
            if (group !== undefined && !groups.has(group)) groups.set(group, `${group}-${copy}`);
            const word = group === undefined ? undefined : groups.get(group);
            draft.widgets[known] = { ...rest, ...(word === undefined ? {} : { group: word }) };
          }
          return { ...box, i: known };
        });
      }
      for (const known of renamed.values()) {
        const widget = draft.widgets[known];
        if (widget) draft.widgets[known] = underTabs(widget, renamed);
      }
    },
  };
}

/** Cells become pixels and the other way round, about where they were. */
export function setPageKind(id: string, kind: "grid" | "free"): Command {
  return {
    name: "setPageKind",
    apply(draft) {
      const page = draft.pages.find((one) => one.id === id);
      if (!page || (page.kind ?? "grid") === kind) return;
      const boxes = draft.layouts.desktop[id] ?? [];
      const size = page.size ?? FREE_SIZE;
      if (kind === "free") {
        page.kind = kind;
        page.size = size;
        draft.layouts.desktop[id] = freeFromGrid(boxes, size);
      } else {
        delete page.kind;
        draft.layouts.desktop[id] = compact(gridFromFree(boxes, size));
      }
    },
  };
}

/** What a free page is drawn on. Widgets that would stand outside move in. */
export function setPageSize(id: string, part: Partial<Size>): Command {
  return {
    name: "setPageSize",
    mergeKey: `size:${id}`,
    apply(draft) {
      const page = draft.pages.find((one) => one.id === id);
      if (page?.kind !== "free") return;
      const bound = (value: number) => Math.min(Math.max(Math.round(value), FREE_SIZES.least), FREE_SIZES.most);
      const before = page.size ?? FREE_SIZE;
      const size = { w: bound(part.w ?? before.w), h: bound(part.h ?? before.h) };
      page.size = size;
      draft.layouts.desktop[id] = (draft.layouts.desktop[id] ?? []).map((box) => {
        const w = Math.min(box.w, size.w);
        const h = Math.min(box.h, size.h);
        const isInside = w === box.w && h === box.h && box.x + w <= size.w && box.y + h <= size.h;
        return isInside ? box : { ...box, w, h, x: Math.min(box.x, size.w - w), y: Math.min(box.y, size.h - h) };
      });
    },
  };
}
