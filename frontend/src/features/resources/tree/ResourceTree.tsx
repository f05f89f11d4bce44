import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useCallback, useEffect, useId, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import type { MenuRequest } from "../actions/NodeMenu";
import { canMove } from "./moves";
import classes from "./ResourceTree.module.css";
import { only, ranged, subjects, toggled } from "./selection";
import { type RowEvents, TreeRowView } from "./TreeRowView";
import { found, loadedKeys, pagesOf, type TreeRow } from "./treeRows";
import { useTreeStore } from "./treeStore";
import { useRowHeight } from "./useRowHeight";
import { useTreeDrag } from "./useTreeDrag";
import { useTreeKeys } from "./useTreeKeys";
import { useTreePages, useTreeRows } from "./useTreeRows";

interface ResourceTreeProps {
  /** Key of the node that the page shows. */
  openKey: string | null;
  open: (key: string) => void;
  showMenu: (request: MenuRequest) => void;
}

const OVERSCAN = 12;

export function ResourceTree({ openKey, open, showMenu }: ResourceTreeProps) {
  const { t } = useTranslation("resources");
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { expanded, selection, moving, setExpanded, select } = useTreeStore();
  const rows = useTreeRows(expanded);
  // Read when something happens, so that a page that comes does not draw every row again.
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  });
  const height = useRowHeight();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
  });
  useEffect(() => {
    if (height) virtualizer.measure();
  }, [virtualizer, height]);
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? OVERSCAN;
  const pages = useMemo(() => pagesOf(rows.slice(first, last + 1)), [rows, first, last]);
  const { error, retry } = useTreePages(pages);
  const { dropKey, events: dragEvents } = useTreeDrag(latest);

  const toggle = useCallback(
    ({ item }: TreeRow) => {
      if (item?.has_children) setExpanded([item.key], !useTreeStore.getState().expanded.has(item.key));
    },
    [setExpanded],
  );
  const click = useCallback(
    ({ item }: TreeRow, event: MouseEvent) => {
      if (!item) return;
      const before = useTreeStore.getState().selection;
      if (event.shiftKey) select(ranged(before, item.key, loadedKeys(latest.current)));
      else if (event.ctrlKey || event.metaKey) select(toggled(before, item.key));
      else {
        select(only(item.key));
        open(item.key);
      }
    },
    [select, open],
  );
  const menu = useCallback(
    ({ item }: TreeRow, event: MouseEvent) => {
      if (!item) return;
      event.preventDefault();
      const before = useTreeStore.getState().selection;
      if (!before.keys.has(item.key)) select(only(item.key));
      showMenu({ x: event.clientX, y: event.clientY, subjects: found(latest.current, subjects(before, item.key)) });
    },
    [select, showMenu],
  );
  const events = useMemo<RowEvents>(() => ({ click, toggle, menu, ...dragEvents }), [click, toggle, menu, dragEvents]);

  const reveal = useCallback((index: number) => virtualizer.scrollToIndex(index, { align: "auto" }), [virtualizer]);
  const press = useTreeKeys({
    rows,
    open,
    toggle,
    reveal,
    showMenu,
    elementOf: (key) => elementOf(scroller.current, key),
  });
  const showInTheMiddle = useCallback(
    (index: number) => virtualizer.scrollToIndex(index, { align: isInSight(virtualizer, index) ? "auto" : "center" }),
    [virtualizer],
  );
  useRevealed(rows, openKey, showInTheMiddle);

  const cutKeys = useMemo(() => new Set(moving.map(({ item }) => item.key)), [moving]);
  const focusIndex = rows.findIndex(({ key }) => key === selection.focus);
  if (error && rows.every(({ item }) => !item)) return <ErrorState error={error} retry={retry} />;
  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="tree"
      aria-label={t("title")}
      aria-multiselectable
      aria-activedescendant={focusIndex >= 0 ? `${id}-${focusIndex}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      onFocus={() => {
        if (!useTreeStore.getState().selection.focus) {
          const start = openKey ?? rows.find(({ item }) => item)?.key;
          if (start) select(only(start));
        }
      }}
    >
      <div className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ key: place, index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <TreeRowView
              // Its place, not its node: while a move is on its way, one node may stand at two places.
              key={place}
              id={`${id}-${index}`}
              row={row}
              events={events}
              start={start}
              height={height}
              state={{
                isExpanded: expanded.has(row.key),
                isOpen: row.key === openKey && selection.keys.size === 0,
                isChosen: selection.keys.has(row.key),
                isFocused: row.key === selection.focus,
                isCut: cutKeys.has(row.key),
                isDropTarget: row.key === dropKey,
                isDraggable: row.item !== null && canMove({ item: row.item, parent: row.parent }),
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** A row that is seen already should not jump. */
function isInSight({ range }: { range: { startIndex: number; endIndex: number } | null }, index: number): boolean {
  return range !== null && index >= range.startIndex && index <= range.endIndex;
}

function elementOf(tree: HTMLElement | null, key: string): Element | null {
  return tree?.querySelector(`[data-node="${CSS.escape(key)}"]`) ?? null;
}

/** Brings the open node into sight, once each time that another is opened. */
function useRevealed(rows: readonly TreeRow[], openKey: string | null, reveal: (index: number) => void): void {
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    if (!openKey || revealed.current === openKey) return;
    const index = rows.findIndex(({ key }) => key === openKey);
    if (index < 0) return;
    revealed.current = openKey;
    reveal(index);
  }, [rows, openKey, reveal]);
}
