import { create } from "zustand";
import type { Moving } from "./moves";
import { NOTHING, only, type Selection } from "./selection";

interface TreeState {
  expanded: ReadonlySet<string>;
  selection: Selection;
  /** Cut, or on their way under the pointer. */
  moving: readonly Moving[];
  setExpanded: (keys: readonly string[], isExpanded: boolean) => void;
  select: (selection: Selection) => void;
  setMoving: (moving: readonly Moving[]) => void;
  reset: () => void;
}

const EMPTY = { expanded: new Set<string>(), selection: NOTHING, moving: [] };

/** What is open and chosen in the tree. It outlives the page, so that coming back finds the tree as it was left. */
export const useTreeStore = create<TreeState>((set) => ({
  ...EMPTY,
  setExpanded: (keys, isExpanded) =>
    set(({ expanded }) => {
      const next = new Set(expanded);
      for (const key of keys) {
        if (isExpanded) next.add(key);
        else next.delete(key);
      }
      return { expanded: next };
    }),
  select: (selection) => set({ selection }),
  setMoving: (moving) => set({ moving }),
  reset: () => set(EMPTY),
}));

export function selectOnly(key: string): void {
  useTreeStore.getState().select(only(key));
}
