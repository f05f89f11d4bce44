import { type DragEvent, type RefObject, useMemo, useRef, useState } from "react";
import { useMove } from "../actions/useMove";
import { canMove, moveProblem } from "./moves";
import { subjects } from "./selection";
import type { RowEvents } from "./TreeRowView";
import { found, type TreeRow } from "./treeRows";
import { useTreeStore } from "./treeStore";

/** So long a dragged node rests on a closed one before that opens. */
const REST_MS = 600;

type DragEvents = Pick<RowEvents, "dragStart" | "dragOver" | "drop" | "dragEnd">;

/** Nodes are dragged onto the place where they shall stand; `dropKey` is the one that would take them now. */
export function useTreeDrag(rows: RefObject<readonly TreeRow[]>): { dropKey: string | null; events: DragEvents } {
  const { setExpanded, setMoving } = useTreeStore.getState();
  const [target, setTarget] = useState<string | null>(null);
  const move = useMove();
  const rest = useRef<{ key: string; timer: ReturnType<typeof setTimeout> }>(undefined);
  const drag = useMemo(() => {
    const leave = () => {
      clearTimeout(rest.current?.timer);
      rest.current = undefined;
    };
    return {
      dragStart: (row: TreeRow, event: DragEvent) => {
        if (!row.item) return;
        const dragged = found(rows.current, subjects(useTreeStore.getState().selection, row.item.key)).filter(canMove);
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", dragged.map(({ item }) => item.label).join("\n"));
        setMoving(dragged);
      },
      dragOver: ({ item, line }: TreeRow, event: DragEvent) => {
        if (!item) return;
        if (rest.current?.key !== item.key) {
          leave();
          const timer = setTimeout(() => item.has_children && setExpanded([item.key], true), REST_MS);
          rest.current = { key: item.key, timer };
        }
        const problem = moveProblem(useTreeStore.getState().moving, item, line);
        setTarget(problem ? null : item.key);
        if (problem) return;
        event.preventDefault(); // which is how a target says that it takes it
        event.dataTransfer.dropEffect = "move";
      },
      drop: ({ item }: TreeRow, event: DragEvent) => {
        event.preventDefault();
        leave();
        setTarget(null);
        const dragged = useTreeStore.getState().moving;
        setMoving([]);
        if (item) void move(dragged, item);
      },
      dragEnd: () => {
        leave();
        setTarget(null);
        setMoving([]);
      },
    };
  }, [rows, move, setExpanded, setMoving]);
  return { dropKey: target, events: drag };
}
