import { phoneLayout } from "../document/layout";
import type { Command } from "./command";

export function addPage(id: string, title: string): Command {
  return {
    name: "addPage",
    apply(draft) {
      draft.pages.push({ id, title });
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

export function copyFromDesktop(pageId: string): Command {
  return {
    name: "copyFromDesktop",
    apply(draft) {
      draft.layouts.mobile[pageId] = phoneLayout(draft.layouts.desktop[pageId] ?? []);
    },
  };
}
