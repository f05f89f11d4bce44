import { Button, Checkbox, Skeleton, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "../nodes/NodeIcon";
import type { NodeKind } from "../nodes/nodes";
import { EmptyState } from "../ui/EmptyState";
import { ErrorState } from "../ui/ErrorState";
import { SearchInput } from "../ui/SearchInput";
import classes from "./NodePicker.module.css";
import { childrenQuery, nodeSearchQuery, type PickableNode, type PickedNode } from "./nodeQueries";

interface NodePickerProps {
  chosen: ReadonlySet<string>;
  /** A node was clicked: put it in or take it out. */
  toggle: (node: PickedNode) => void;
  /** What can be chosen; the rest only leads there. Empty: everything. */
  kinds?: readonly NodeKind[];
  /** Boxes instead of rows that are the choice. */
  isMultiple?: boolean;
  /** Fills the height of what it stands in, instead of having one of its own. */
  isTall?: boolean;
  /** Rows that can be chosen can be dragged too; null when the drag is over. */
  drag?: ((node: PickedNode | null) => void) | undefined;
}

const EVERYTHING: readonly NodeKind[] = [];

/** The tree of organizations, sites, devices and metrics, to find and choose places in it. */
export function NodePicker(props: NodePickerProps) {
  const { chosen, toggle, kinds = EVERYTHING, isMultiple = false, isTall = false, drag } = props;
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const look = { chosen, toggle, kinds, isMultiple, drag };
  return (
    <div className={classes.picker} data-tall={isTall}>
      <div className={classes.search}>
        <SearchInput value={search} change={setSearch} label={t("node_picker.search")} />
      </div>
      <div
        className={classes.tree}
        role="tree"
        aria-label={t("node_picker.label")}
        aria-multiselectable={isMultiple}
        onKeyDown={moveFocus}
      >
        {search.trim() ? <Hits search={search.trim()} look={look} /> : <Branch node="" level={1} look={look} />}
      </div>
    </div>
  );
}

type Look = Required<Pick<NodePickerProps, "chosen" | "toggle" | "kinds" | "isMultiple">> &
  Pick<NodePickerProps, "drag">;

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
  event.preventDefault();
}

function Branch({ node, level, look }: { node: string; level: number; look: Look }) {
  const { t } = useTranslation();
  const children = useInfiniteQuery(childrenQuery(node));
  if (children.error && !children.data) {
    return <ErrorState isSmall error={children.error} retry={() => children.refetch()} />;
  }
  if (!children.data) return <Bars level={level} />;
  const items = children.data.pages.flatMap((page) => page.items);
  if (items.length === 0 && level === 1) return <EmptyState isSmall text={t("node_picker.empty")} />;
  return (
    <>
      {items.map((item) => (
        <TreeRow key={item.key} item={item} level={level} look={look} />
      ))}
      {children.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          className={classes.more}
          style={{ "--level": level }}
          loading={children.isFetchingNextPage}
          onClick={() => children.fetchNextPage()}
        >
          {t("node_picker.more", { count: (children.data.pages[0]?.total ?? 0) - items.length })}
        </Button>
      )}
    </>
  );
}

function TreeRow({ item, level, look }: { item: PickableNode; level: number; look: Look }) {
  // The outermost level alone tells little, so it stands open.
  const [isOpen, setOpen] = useState(level === 1);
  return (
    <>
      <NodeRow item={item} level={level} look={look} isOpen={isOpen} setOpen={setOpen} />
      {isOpen && item.has_children && <Branch node={item.key} level={level + 1} look={look} />}
    </>
  );
}

interface NodeRowProps {
  item: PickableNode;
  level: number;
  look: Look;
  isOpen?: boolean;
  setOpen?: (isOpen: boolean) => void;
}

function NodeRow({ item, level, look, isOpen = false, setOpen }: NodeRowProps) {
  const { t } = useTranslation();
  const hint = wayTo(item) || item.description;
  const isExpandable = Boolean(setOpen) && item.has_children;
  const canChoose = !item.is_passage && (look.kinds.length === 0 || look.kinds.includes(item.kind));
  const isChosen = look.chosen.has(item.key);
  const act = () => (canChoose ? look.toggle(item) : setOpen?.(!isOpen));
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" && isExpandable) setOpen?.(true);
    else if (event.key === "ArrowLeft" && isExpandable) setOpen?.(false);
    else if (event.key === "Enter" || event.key === " ") act();
    else return;
    event.preventDefault();
  };
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div
      role="treeitem"
      tabIndex={0}
      aria-level={level}
      aria-expanded={isExpandable ? isOpen : undefined}
      aria-selected={isChosen}
      aria-label={item.label}
      aria-description={hint || undefined}
      title={[item.label, hint].filter(Boolean).join(" – ")}
      className={classes.row}
      data-chosen={isChosen}
      data-quiet={!canChoose}
      style={{ "--level": level }}
      onClick={act}
      onKeyDown={pressed}
      draggable={canChoose && look.drag !== undefined}
      onDragStart={(event) => {
        // Firefox starts no drag without data.
        event.dataTransfer.setData("text/plain", item.label);
        event.dataTransfer.effectAllowed = "copy";
        look.drag?.(item);
      }}
      onDragEnd={() => look.drag?.(null)}
    >
      {isExpandable ? (
        <UnstyledButton
          tabIndex={-1}
          className={classes.expand}
          aria-label={t(isOpen ? "node_picker.close" : "node_picker.open", { name: item.label })}
          onClick={(event) => {
            event.stopPropagation();
            setOpen?.(!isOpen);
          }}
        >
          <Chevron size={16} />
        </UnstyledButton>
      ) : (
        <span className={classes.expand} />
      )}
      {look.isMultiple && canChoose && (
        <Checkbox size="xs" checked={isChosen} readOnly tabIndex={-1} aria-hidden className={classes.box} />
      )}
      <NodeIcon kind={item.kind} />
      <span className={classes.label}>{item.label}</span>
      <span className={classes.hint} data-text={hint} />
    </div>
  );
}

/** "Acme › Hall 7", without the node itself. */
export function wayTo({
  key,
  breadcrumbs = [],
}: {
  key: string;
  breadcrumbs?: { key: string; label: string }[];
}): string {
  return breadcrumbs
    .filter((crumb) => crumb.key !== key)
    .map((crumb) => crumb.label)
    .join(" › ");
}

function Hits({ search, look }: { search: string; look: Look }) {
  const { t } = useTranslation();
  const hits = useQuery(nodeSearchQuery(search, look.kinds));
  if (hits.error) return <ErrorState isSmall error={hits.error} retry={hits.refetch} />;
  if (!hits.data) return <Bars level={1} />;
  if (hits.data.items.length === 0) return <EmptyState isSmall text={t("picker.nothing", { search })} />;
  return hits.data.items.map((item) => <NodeRow key={item.key} item={item} level={1} look={look} />);
}

function Bars({ level }: { level: number }) {
  return (
    <div aria-busy="true" className={classes.bars} style={{ "--level": level }}>
      <Skeleton height={12} width="60%" />
      <Skeleton height={12} width="45%" />
      <Skeleton height={12} width="52%" />
    </div>
  );
}
