import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { fullTime, shortTime } from "@/shared/time/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { formatNumber } from "../../data/format";
import { mappingFor } from "../../data/mappings";
import { shownSource } from "../../data/shownSource";
import { ruleFor } from "../../data/thresholds";
import looks from "../../view/reading.module.css";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import { type Cell, type Order, rowsOf, sorted } from "./rows";
import classes from "./TimeTable.module.css";

type Props = WidgetProps<ParamsOf<typeof fields>>;

export function TimeTable({ params, rules, sources, title }: Props) {
  const { t } = useTranslation("dashboards");
  const [order, setOrder] = useState<Order>({ column: -1, isUp: false });
  const [page, setPage] = useState(0);
  const revision = sources.map((source) => source.revision).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: samples grow in place, the revision tells of it.
  const { shown, rows } = useMemo(() => {
    const inUnit = sources.map((source) => shownSource(source, params.unit).source);
    return { shown: inUnit, rows: sorted(rowsOf(inUnit, params.step), order) };
  }, [sources, revision, params.unit, params.step, order]);
  if (rows.length === 0) return <EmptyState isSmall text={t("widget.time_table.empty")} />;
  const last = Math.floor((rows.length - 1) / params.pageRows);
  const at = Math.min(page, last);
  const part = rows.slice(at * params.pageRows, (at + 1) * params.pageRows);
  const sortBy = (column: number) =>
    setOrder((known) => ({ column, isUp: known.column === column ? !known.isUp : column >= 0 }));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label={title}>
        <table className={classes.table}>
          <thead>
            <tr>
              <Head column={-1} order={order} sort={sortBy} label={t("widget.time_table.time")} />
              {shown.map(({ info, label }, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same metric may stand there twice.
                <Head key={column} column={column} order={order} sort={sortBy} label={label} unit={info.unit} />
              ))}
            </tr>
          </thead>
          <tbody>
            {part.map(({ at_ms, values }) => (
              <tr key={at_ms}>
                <td title={fullTime(at_ms)}>{shortTime(at_ms)}</td>
                {shown.map((_, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the same metric may stand there twice.
                  <Value key={column} value={values[column]} params={params} rules={rules} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {last > 0 && (
        <div className={classes.pages}>
          <span>
            {t("widget.time_table.page", {
              from: at * params.pageRows + 1,
              to: at * params.pageRows + part.length,
              total: rows.length,
            })}
          </span>
          <Tooltip label={t("widget.time_table.before")}>
            <ActionIcon
              aria-label={t("widget.time_table.before")}
              disabled={at === 0}
              onClick={() => setPage(Math.max(0, at - 1))}
            >
              <IconChevronLeft size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("widget.time_table.next")}>
            <ActionIcon aria-label={t("widget.time_table.next")} disabled={at === last} onClick={() => setPage(at + 1)}>
              <IconChevronRight size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
    </>
  );
}

interface HeadProps {
  column: number;
  order: Order;
  sort: (column: number) => void;
  label: string;
  unit?: string;
}

function Head({ column, order, sort, label, unit }: HeadProps) {
  const { t } = useTranslation("dashboards");
  const isSorted = order.column === column;
  return (
    <th
      className={column < 0 ? undefined : classes.value}
      aria-sort={isSorted ? (order.isUp ? "ascending" : "descending") : undefined}
    >
      <button type="button" title={t("widget.time_table.sortBy", { column: label })} onClick={() => sort(column)}>
        <span dir="auto">{label}</span>
        {unit && <span className="unit">{unit}</span>}
        {isSorted && (order.isUp ? <IconArrowUp size={12} aria-hidden /> : <IconArrowDown size={12} aria-hidden />)}
      </button>
    </th>
  );
}

function Value({ value, params, rules }: { value: Cell } & Pick<Props, "params" | "rules">) {
  const { t } = useTranslation("dashboards");
  if (value === undefined) return <td className={classes.value} />;
  if (value === null) return <td className={classes.value}>–</td>;
  const rule = ruleFor(value, rules);
  const mapping = mappingFor(value, params.mappings);
  return (
    <td className={classes.value}>
      {rule && (
        <span className={classes.mark} title={rule.text || t(`level.${rule.level}`)}>
          <SeverityIcon severity={rule.level} size={10} />
        </span>
      )}
      <span className={looks.reading} data-level={rule?.level}>
        {mapping ? mapping.text : `${params.prefix}${formatNumber(value, params.decimals)}${params.suffix}`}
      </span>
    </td>
  );
}
