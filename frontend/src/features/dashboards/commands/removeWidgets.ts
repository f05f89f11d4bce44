import type { Command } from "./command";

export function removeWidgets(ids: readonly string[]): Command {
  return {
    name: "removeWidgets",
    apply(draft) {
      for (const id of ids) delete draft.widgets[id];
      for (const layout of Object.values(draft.layouts)) {
        for (const [pageId, boxes] of Object.entries(layout)) {
          layout[pageId] = boxes.filter((box) => !ids.includes(box.i));
        }
      }
    },
  };
}
