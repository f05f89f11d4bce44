import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconClockPause,
  IconLock,
  IconRulerOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ageText, fullTime } from "@/shared/time/format";
import { SearchInput } from "@/shared/ui/SearchInput";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { useNow } from "../../data/clock";
import { type ShownReading, shownReading } from "../../data/shownReading";
import type { Source } from "../../data/source";
import { levelOf } from "../../view/Meter";
import looks from "../../view/reading.module.css";
import { reasonText } from "../../view/reasonText";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./LatestTable.module.css";
import { type Column, found, type Order, type Row, sorted } from "./rows";

/** Fewer rows than this are found faster by eye. */
const SEARCH_FROM = 9;

export function LatestTable({ params, rules, sources, title, page }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order | null>(null);
  const all = sources.map((source) => ({ source, reading: shownReading(source, params, rules, now_ms) }));
  const rows = sorted(found(all, search), order);
  const columns: Column[] = [
    ...(params.showDevice ? (["device"] as const) : []),
    "metric",
    "value",
    ...(params.showAge ? (["age"] as const) : []),
  ];
  // Up, down, and then as the designer has put them.
  const sortBy = (column: Column) =>
    setOrder((known) =>
      known?.column !== column ? { column, isUp: true } : known.isUp ? { column, isUp: false } : null,
    );
  return (
    <>
      {page && params.hasSearch && sources.length >= SEARCH_FROM && (
        <div className={classes.search}>
          <SearchInput value={search} change={setSearch} label={t("widget.latest_table.search")} />
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label={title}>
        <table className={classes.table}>
          <thead>
            <tr>
              {columns.map((column) => {
                const isSorted = order?.column === column;
                return (
                  <th
                    key={column}
                    className={classes[column]}
                    aria-sort={isSorted ? (order.isUp ? "ascending" : "descending") : undefined}
                  >
                    <button type="button" onClick={() => sortBy(column)}>
                      {t(`widget.latest_table.${column}`)}
                      {isSorted &&
                        (order.isUp ? <IconArrowUp size={12} aria-hidden /> : <IconArrowDown size={12} aria-hidden />)}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ source, reading }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same metric may stand there twice.
              <Line key={`${source.info.topic}:${i}`} source={source} reading={reading} columns={columns} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className={classes.nothing}>{t("widget.latest_table.nothing", { search })}</p>}
      </section>
    </>
  );
}

function Line({ source, reading, columns }: Row & { columns: Column[] }) {
  const { t } = useTranslation("dashboards");
  if (reading.condition === "missing") {
    return (
      <tr className={classes.missing}>
        <td colSpan={columns.length}>
          <IconLock size={13} aria-hidden /> {reasonText(t, source.info.reason)}
        </td>
      </tr>
    );
  }
  return (
    <tr data-condition={reading.condition}>
      {columns.map((column) => (
        <Cell key={column} column={column} source={source} reading={reading} />
      ))}
    </tr>
  );
}

function Cell({ column, source, reading }: { column: Column; source: Source; reading: ShownReading }) {
  const { t } = useTranslation("dashboards");
  const { condition, rule, age_ms, at_ms, refusedUnit } = reading;
  switch (column) {
    case "device":
      return (
        <td className={classes.device} title={source.info.device} dir="auto">
          {source.info.device}
        </td>
      );
    case "metric":
      return (
        <td className={classes.metric} title={source.label} dir="auto">
          {source.label}
        </td>
      );
    case "value": {
      const level = levelOf(reading);
      return (
        <td className={`${classes.value} ${condition === "bad" ? "bad-quality" : ""}`} title={reading.text}>
          {condition === "bad" && <IconAlertTriangle size={13} aria-label={t("state.bad")} className={classes.mark} />}
          {refusedUnit && (
            <IconRulerOff
              size={13}
              role="img"
              aria-label={t("state.refusedUnit", { unit: refusedUnit })}
              className={classes.mark}
            />
          )}
          {level && (
            <span className={classes.mark} title={rule?.text || t(`level.${level}`)}>
              <SeverityIcon severity={level} size={11} label={rule?.text || t(`level.${level}`)} />
            </span>
          )}
          <span className={looks.reading} data-condition={condition} data-level={level}>
            {reading.text}
          </span>
          {reading.unit && <span className="unit">{reading.unit}</span>}
        </td>
      );
    }
    case "age":
      return (
        <td className={classes.age} title={at_ms === null ? undefined : fullTime(at_ms)}>
          {condition === "stale" && <IconClockPause size={13} aria-label={t("state.stale")} className={classes.mark} />}
          {age_ms === null ? "" : age_ms < 2000 ? t("state.now") : ageText(age_ms)}
        </td>
      );
  }
}
