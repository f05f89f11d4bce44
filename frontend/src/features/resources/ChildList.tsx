import { ActionIcon, Skeleton } from "@mantine/core";
import { IconChevronRight, IconDots, IconSitemap } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { formatNumber } from "@/shared/values/format";
import type { MenuRequest } from "./actions/NodeMenu";
import { leadingCount } from "./counts";
import classes from "./PhoneBrowser.module.css";
import { pagesOf, type TreeRow } from "./tree/treeRows";
import { useRowHeight } from "./tree/useRowHeight";
import { useTreePages, useTreeRows } from "./tree/useTreeRows";

interface ChildListProps {
  nodeKey: string;
  open: (key: string) => void;
  showMenu: (request: MenuRequest) => void;
}

const NOTHING_EXPANDED: ReadonlySet<string> = new Set();
const OVERSCAN = 8;

/** What stands directly inside a node, for a thumb. */
export function ChildList({ nodeKey, open, showMenu }: ChildListProps) {
  const { t } = useTranslation("resources");
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useTreeRows(NOTHING_EXPANDED, nodeKey);
  const height = useRowHeight();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
  });
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? OVERSCAN;
  const pages = useMemo(
    () => (rows.length > 0 ? pagesOf(rows.slice(first, last + 1)) : [{ node: nodeKey, page: 0 }]),
    [rows, first, last, nodeKey],
  );
  const { error, retry } = useTreePages(pages);
  if (error && rows.every(({ item }) => !item)) return <ErrorState error={error} retry={retry} />;
  if (rows.length === 0) return <EmptyState icon={IconSitemap} text={t("empty_inside")} />;
  return (
    <div ref={scroller} className={classes.list}>
      <ul className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <li key={row.key} className={classes.row} style={{ height, transform: `translateY(${start}px)` }}>
                <ChildRow row={row} open={open} showMenu={showMenu} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function ChildRow({ row, open, showMenu }: { row: TreeRow } & Pick<ChildListProps, "open" | "showMenu">) {
  const { t } = useTranslation("resources");
  const { item } = row;
  if (!item) return <Skeleton height={16} width="60%" ml="md" />;
  const count = leadingCount(item);
  return (
    <>
      <button type="button" className={classes.target} onClick={() => open(item.key)}>
        <span className={classes.icon}>
          <NodeIcon kind={item.kind} size={20} />
        </span>
        <span className={classes.label}>{item.label}</span>
        {item.kind === "device" && item.online !== null && <OnlineDot isOnline={item.online} isBare />}
        {count !== null && <span className={`${classes.count} num`}>{formatNumber(count)}</span>}
        <IconChevronRight size={16} aria-hidden className={classes.icon} />
      </button>
      <ActionIcon
        aria-label={t("actions_of", { name: item.label })}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          showMenu({ x: box.right - 240, y: box.bottom, subjects: [{ item, parent: row.parent }] });
        }}
      >
        <IconDots size={16} />
      </ActionIcon>
    </>
  );
}
