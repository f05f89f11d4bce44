import { useTranslation } from "react-i18next";
import { formatNumber } from "../data/format";
import type { TableOfWidget } from "../widgets/widget";
import classes from "./SeriesTable.module.css";

/** What a chart shows, as rows: for those who do not see the picture and those who want the number. */
export function WidgetTable({ title, table }: { title: string; table: TableOfWidget }) {
  const { t } = useTranslation("dashboards");
  const { columns, rows } = table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={title}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t("table.rows", { title, count: rows.length })}</caption>
        <thead>
          <tr>
            {columns.map(({ label, unit, isText }, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name that is theirs alone.
              <th key={column} scope="col" className={isText ? undefined : classes.value}>
                {label}
                {unit && <span className="unit">{unit}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are drawn anew together.
            <tr key={place}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                <td key={column} className={columns[column]?.isText ? undefined : classes.value}>
                  {cell === null ? "–" : typeof cell === "number" ? formatNumber(cell, null) : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
