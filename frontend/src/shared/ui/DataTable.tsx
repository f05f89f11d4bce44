import { Checkbox, Skeleton } from "@mantine/core";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./DataTable.module.css";
import { ErrorState } from "./ErrorState";
import { useIsPhone } from "./useIsPhone";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  isRight?: boolean;
  width?: number | string;
  /** Place in the list that a phone shows: first line left, first line right, second line, nowhere. */
  onPhone?: "title" | "aside" | "detail" | "hidden";
}

export interface Selection {
  ids: ReadonlySet<number>;
  change: (ids: ReadonlySet<number>) => void;
  /** Name of the row's box for screen readers. */
  label: (id: number) => string;
}

interface DataTableProps<Row> {
  /** For screen readers. */
  caption: string;
  columns: Column<Row>[];
  /** Undefined while loading. */
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => number;
  open?: (row: Row) => void;
  openedId?: number | null;
  error?: unknown;
  retry?: () => unknown;
  empty: ReactNode;
  selection?: Selection;
  skeletonRows?: number;
}

/** A table that becomes a list on a phone, with the same four states everywhere. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isPhone = useIsPhone();
  const { rows, error, retry, empty, skeletonRows = 6 } = props;
  if (!rows && error) return <ErrorState error={error} retry={retry} />;
  if (!rows) return <TableSkeleton rows={skeletonRows} />;
  if (rows.length === 0) return <>{empty}</>;
  return isPhone ? <RowList {...props} rows={rows} /> : <RowTable {...props} rows={rows} />;
}

function TableSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-busy="true" style={{ padding: 16 }}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike.
        <Skeleton key={index} height={16} mb="md" width={index % 3 === 2 ? "72%" : "100%"} />
      ))}
    </div>
  );
}

type Loaded<Row> = DataTableProps<Row> & { rows: readonly Row[] };

/** Buttons, links and boxes inside a row keep their own meaning. */
function isOnControl(event: MouseEvent | KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("a, button, input, label") !== null;
}

function opening<Row>(row: Row, open?: (row: Row) => void) {
  if (!open) return {};
  return {
    tabIndex: 0,
    onClick: (event: MouseEvent) => !isOnControl(event) && open(row),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && event.target === event.currentTarget) open(row);
    },
  };
}

function toggled(selection: Selection, id: number): ReadonlySet<number> {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return ids;
}

function SelectAll<Row>({
  rows,
  rowId,
  selection,
}: {
  rows: readonly Row[];
  rowId: (row: Row) => number;
  selection: Selection;
}) {
  const { t } = useTranslation();
  const ids = rows.map(rowId);
  const chosen = ids.filter((id) => selection.ids.has(id)).length;
  return (
    <Checkbox
      size="xs"
      aria-label={t("select_all")}
      checked={chosen === ids.length}
      indeterminate={chosen > 0 && chosen < ids.length}
      onChange={() => selection.change(chosen === ids.length ? new Set() : new Set(ids))}
    />
  );
}

function RowTable<Row>({ caption, columns, rows, rowId, open, openedId, selection }: Loaded<Row>) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th className={classes.choose}>
                <SelectAll rows={rows} rowId={rowId} selection={selection} />
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.isRight ? classes.right : ""}
                style={{ width: column.width }}
              >
                {column.title || <span className="visually-hidden">{t("actions")}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = rowId(row);
            const names = [open && classes.opens, (openedId === id || selection?.ids.has(id)) && classes.selected];
            return (
              <tr key={id} className={names.filter(Boolean).join(" ")} {...opening(row, open)}>
                {selection && (
                  <td className={classes.choose}>
                    <Checkbox
                      size="xs"
                      aria-label={selection.label(id)}
                      checked={selection.ids.has(id)}
                      onChange={() => selection.change(toggled(selection, id))}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.key} className={column.isRight ? classes.right : ""}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function RowList<Row>({ caption, columns, rows, rowId, open, selection }: Loaded<Row>) {
  const at = (place: Column<Row>["onPhone"]) => columns.filter((column) => (column.onPhone ?? "detail") === place);
  return (
    <ul className={classes.list} aria-label={caption}>
      {rows.map((row) => {
        const id = rowId(row);
        return (
          <li key={id} className={`${classes.item} ${open ? classes.opens : ""}`} {...opening(row, open)}>
            {selection && (
              <span className={classes.itemCheck}>
                <Checkbox
                  size="md"
                  aria-label={selection.label(id)}
                  checked={selection.ids.has(id)}
                  onChange={() => selection.change(toggled(selection, id))}
                />
              </span>
            )}
            <div className={classes.itemTitle}>
              {at("title").map((column) => (
                <span key={column.key}>{column.render(row)}</span>
              ))}
            </div>
            <div className={classes.itemAside}>
              {at("aside").map((column) => (
                <span key={column.key}>{column.render(row)}</span>
              ))}
            </div>
            <div className={classes.itemRest}>
              {at("detail").map((column) => (
                <span key={column.key}>{column.render(row)}</span>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
