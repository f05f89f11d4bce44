import { Skeleton } from "@mantine/core";
import { IconChevronRight, IconStarFilled } from "@tabler/icons-react";
import type { CSSProperties, DragEvent, MouseEvent } from "react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { formatNumber } from "@/shared/values/format";
import { leadingCount } from "../counts";
import classes from "./ResourceTree.module.css";
import type { TreeRow } from "./treeRows";

export interface RowState {
  isExpanded: boolean;
  isOpen: boolean;
  isChosen: boolean;
  isFocused: boolean;
  isCut: boolean;
  isDropTarget: boolean;
  isDraggable: boolean;
}

export interface RowEvents {
  click: (row: TreeRow, event: MouseEvent) => void;
  toggle: (row: TreeRow) => void;
  menu: (row: TreeRow, event: MouseEvent) => void;
  dragStart: (row: TreeRow, event: DragEvent) => void;
  dragOver: (row: TreeRow, event: DragEvent) => void;
  drop: (row: TreeRow, event: DragEvent) => void;
  dragEnd: () => void;
}

interface TreeRowViewProps {
  id: string;
  row: TreeRow;
  state: RowState;
  events: RowEvents;
  start: number;
  height: number;
}

function sameState(one: TreeRowViewProps, other: TreeRowViewProps): boolean {
  const names = Object.keys(one.state) as (keyof RowState)[]; // keys of the interface above
  return (
    one.id === other.id &&
    one.row === other.row &&
    one.start === other.start &&
    one.height === other.height &&
    one.events === other.events &&
    names.every((name) => one.state[name] === other.state[name])
  );
}

export const TreeRowView = memo(function TreeRowView({ id, row, state, events, start, height }: TreeRowViewProps) {
  const { t } = useTranslation("resources");
  const { item } = row;
  // The place in the list and the depth are measures of this row alone, not looks.
  const place = { height, transform: `translateY(${start}px)`, "--depth": row.depth } as CSSProperties;
  if (!item) {
    return (
      <div className={classes.row} style={place} aria-hidden>
        <Skeleton height={12} width="60%" />
      </div>
    );
  }
  const count = leadingCount(item);
  const hasState = item.kind === "device" && item.online !== null;
  const facts = [
    item.is_favourite && t("favourite"),
    hasState && t(item.online ? "shared:online" : "shared:offline"),
    count !== null && formatNumber(count),
  ];
  const names = [
    classes.row,
    state.isOpen && classes.open,
    state.isChosen && classes.chosen,
    state.isFocused && classes.focused,
    state.isCut && classes.cut,
    state.isDropTarget && classes.dropTarget,
    item.is_passage && classes.passage,
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree keeps the focus and names the active row.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the tree.
    <div
      id={id}
      role="treeitem"
      className={names.filter(Boolean).join(" ")}
      style={place}
      data-node={item.key}
      aria-level={row.depth + 1}
      aria-posinset={row.index + 1}
      aria-setsize={row.size}
      aria-expanded={item.has_children ? state.isExpanded : undefined}
      aria-selected={state.isChosen || state.isOpen}
      aria-label={`${t(`kind.${item.kind}`)} ${item.label}`}
      aria-description={facts.filter(Boolean).join(", ") || undefined}
      draggable={state.isDraggable}
      onClick={(event) => events.click(row, event)}
      onDoubleClick={() => item.has_children && events.toggle(row)}
      onContextMenu={(event) => events.menu(row, event)}
      onDragStart={(event) => events.dragStart(row, event)}
      onDragOver={(event) => events.dragOver(row, event)}
      onDrop={(event) => events.drop(row, event)}
      onDragEnd={events.dragEnd}
    >
      <button
        type="button"
        tabIndex={-1}
        className={classes.chevron}
        data-hidden={!item.has_children || undefined}
        data-expanded={state.isExpanded || undefined}
        aria-label={t(state.isExpanded ? "collapse" : "expand", { name: item.label })}
        onClick={(event) => {
          event.stopPropagation();
          events.toggle(row);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <IconChevronRight size={14} aria-hidden />
      </button>
      <span className={classes.icon}>
        <NodeIcon kind={item.kind} />
      </span>
      <span className={classes.label} title={item.label}>
        {item.label}
      </span>
      {item.is_favourite && <IconStarFilled size={12} className={classes.star} aria-hidden />}
      <span className={classes.facts} aria-hidden>
        {hasState && <OnlineDot isOnline={item.online === true} isBare />}
        {count !== null && <span className={`${classes.count} num`} data-text={formatNumber(count)} />}
      </span>
    </div>
  );
}, sameState);
