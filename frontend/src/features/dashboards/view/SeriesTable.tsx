import { useTranslation } from "react-i18next";
import { fullTime, shortTime } from "@/shared/time/format";
import { formatNumber } from "../data/format";
import { shownSource } from "../data/shownSource";
import type { Source } from "../data/source";
import classes from "./SeriesTable.module.css";

const MOST_ROWS = 300;

interface SeriesTableProps {
  title: string;
  sources: readonly Source[];
  /** As the lines are drawn; empty: each in its own. */
  unit: string;
}

/** The same samples as rows, newest first: for those who do not see the lines and those who want the number. */
export function SeriesTable({ title, sources: own, unit }: SeriesTableProps) {
  const { t } = useTranslation("dashboards");
  const sources = own.map((source) => shownSource(source, unit).source);
  const rows = rowsOf(sources);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={title}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t("table.caption", { title, count: rows.length })}</caption>
        <thead>
          <tr>
            <th>{t("table.time")}</th>
            {sources.map(({ info, label }) => (
              <th key={info.topic} className={classes.value}>
                {label}
                {info.unit && <span className="unit">{info.unit}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([at, values]) => (
            <tr key={at}>
              <td title={fullTime(at)}>{shortTime(at)}</td>
              {sources.map(({ info }, column) => (
                <td key={info.topic} className={classes.value}>
                  {values[column] === undefined ? "" : values[column] === null ? "–" : formatNumber(values[column], 2)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Row = [at_ms: number, values: (number | null | undefined)[]];

export function rowsOf(sources: readonly Source[]): Row[] {
  const rows = new Map<number, (number | null | undefined)[]>();
  sources.forEach(({ series }, column) => {
    // Only the end can be among the newest rows.
    for (let i = Math.max(0, series.ts.length - MOST_ROWS); i < series.ts.length; i += 1) {
      // Metrics of one message may differ by less than anybody could read.
      const at = Math.round(series.ts[i] ?? 0);
      const values = rows.get(at) ?? [];
      values[column] = series.value[i];
      rows.set(at, values);
    }
  });
  return [...rows].sort(([a], [b]) => b - a).slice(0, MOST_ROWS);
}
