import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { QueryAnswer } from "../types";
import { cellText, type Line, rowsOf } from "./look";
import classes from "./QueryPage.module.css";

const ROW_HEIGHT = 30;

interface QueryTableProps {
  answer: QueryAnswer;
  lines: readonly Line[];
  nameOf: (line: Line) => string;
  zone: string;
}

/** All points as a table; only the rows in sight are drawn. */
export function QueryTable({ answer, lines, nameOf, zone }: QueryTableProps) {
  const { t } = useTranslation("data");
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(lines, answer.shift_ms), [lines, answer]);
  const clock = useMemo(() => clockIn(zone, answer.width_s === null), [zone, answer.width_s]);
  const visible = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  return (
    <div ref={box} className={classes.scroll}>
      <table className={classes.grid} aria-label={t("query.table")} aria-rowcount={rows.length + 1}>
        <thead className={classes.head}>
          <tr className={classes.line}>
            <th scope="col" className={`${classes.cell} ${classes.time}`}>
              {t("query.time", { zone })}
            </th>
            {lines.map((line) => (
              <th key={line.key} scope="col" className={classes.cell} title={nameOf(line)}>
                {nameOf(line)}
                {line.unit && ` [${line.unit}]`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={classes.body} style={{ height: visible.getTotalSize() }}>
          {visible.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <tr
                key={row.at_ms}
                aria-rowindex={index + 2}
                className={`${classes.line} ${classes.row}`}
                style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
              >
                <th scope="row" className={`${classes.cell} ${classes.time}`}>
                  {clock.format(row.at_ms)}
                </th>
                {row.cells.map((value, column) => (
                  <td key={lines[column]?.key} className={classes.cell}>
                    {cellText(value)}
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

function clockIn(zone: string, withFraction: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(withFraction ? { fractionalSecondDigits: 3 } : {}),
  });
}
