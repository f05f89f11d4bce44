import type { KeyboardEvent } from "react";
import { useDialogs } from "../actions/dialogs";
import type { MenuRequest } from "../actions/NodeMenu";
import { useMove } from "../actions/useMove";
import { canMove, moveProblem } from "./moves";
import { only, ranged, subjects, toggled } from "./selection";
import { found, loadedKeys, type TreeRow } from "./treeRows";
import { useTreeStore } from "./treeStore";

interface TreeKeys {
  rows: readonly TreeRow[];
  open: (key: string) => void;
  toggle: (row: TreeRow) => void;
  reveal: (index: number) => void;
  showMenu: (request: MenuRequest) => void;
  elementOf: (key: string) => Element | null;
}

const ROWS_A_PAGE = 15;

/** Everything that the mouse does in the tree, by keys. */
export function useTreeKeys({ rows, open, toggle, reveal, showMenu, elementOf }: TreeKeys) {
  const move = useMove();
  const show = useDialogs((dialogs) => dialogs.show);

  return (event: KeyboardEvent): void => {
    const { selection, expanded, moving, select, setMoving } = useTreeStore.getState();
    const at = rows.findIndex(({ key }) => key === selection.focus);
    const row = rows[at];

    function go(index: number): void {
      const step = index < at ? -1 : 1;
      let to = Math.max(0, Math.min(index, rows.length - 1));
      while (rows[to] && !rows[to]?.item) to -= step;
      const target = rows[to]?.item;
      if (!target) return;
      select(event.shiftKey ? ranged(selection, target.key, loadedKeys(rows)) : only(target.key));
      reveal(to);
    }

    function run(): boolean {
      const isCommand = event.ctrlKey || event.metaKey;
      if (event.key === "ArrowDown") go(at + 1);
      else if (event.key === "ArrowUp") go(at - 1);
      else if (event.key === "PageDown") go(at + ROWS_A_PAGE);
      else if (event.key === "PageUp") go(at - ROWS_A_PAGE);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(rows.length - 1);
      else if (event.key === "Escape" && (moving.length > 0 || selection.keys.size > 0)) {
        setMoving([]);
        if (selection.focus) select(only(selection.focus));
      } else if (!row?.item) return false;
      else if (event.key === "ArrowRight") {
        if (row.item.has_children && !expanded.has(row.key)) toggle(row);
        else if (row.item.has_children) go(at + 1);
      } else if (event.key === "ArrowLeft") {
        if (row.item.has_children && expanded.has(row.key)) toggle(row);
        else go(rows.findIndex(({ key }) => key === row.parent));
      } else if (event.key === "Enter") open(row.key);
      else if (event.key === " ") select(toggled(selection, row.key));
      else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
        const box = elementOf(row.key)?.getBoundingClientRect();
        showMenu({ x: box?.left ?? 0, y: box?.bottom ?? 0, subjects: chosen(row.key) });
      } else if (isCommand && event.key === "x") setMoving(chosen(row.key).filter(canMove));
      else if (isCommand && event.key === "v") {
        if (moveProblem(moving, row.item, row.line)) return false;
        setMoving([]);
        void move(moving, row.item);
      } else if (!isCommand && event.key === "m") {
        const subjects = chosen(row.key).filter(canMove);
        if (subjects.length > 0) show({ kind: "move", subjects });
      } else if (event.key === "F2") show({ kind: "rename", subjects: chosen(row.key).slice(0, 1) });
      else if (event.key === "Delete") show({ kind: "delete", subjects: chosen(row.key) });
      else return false;
      return true;
    }

    function chosen(key: string) {
      return found(rows, subjects(selection, key));
    }

    if (event.altKey || !run()) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
