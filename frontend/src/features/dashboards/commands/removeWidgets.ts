import type { Command } from "./command";

/** Locked ones stay: who wants them gone unlocks them first. */
export function removeWidgets(chosen: readonly string[]): Command {
  return {
    name: "removeWidgets",
    apply(draft) {
      const ids = chosen.filter((id) => !draft.widgets[id]?.isLocked);
      if (ids.length === 0) return;
      for (const id of ids) delete draft.widgets[id];
      for (const layout of Object.values(draft.layouts)) {
        for (const [pageId, boxes] of Object.entries(layout)) {
          layout[pageId] = boxes.filter((box) => !ids.includes(box.i));
        }
      }
    },
  };
}
