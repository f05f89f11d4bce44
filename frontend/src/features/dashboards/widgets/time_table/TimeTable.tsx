import { ActionIcon, Skeleton, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { fullTime, shortTime } from "@/shared/time/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { formatNumber } from "../../data/format";
import { mappingFor } from "../../data/mappings";
import { PageRequestContext } from "../../data/pageRequest";
import { shownSource } from "../../data/shownSource";
import type { Source } from "../../data/source";
import { ruleFor } from "../../data/thresholds";
import looks from "../../view/reading.module.css";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { asRows, exactRows, isThinned, metricsOf } from "./exactRows";
import type { fields } from "./index";
import { type Cell, type Order, type Row, rowsOf, sorted } from "./rows";
import classes from "./TimeTable.module.css";

type Props = WidgetProps<ParamsOf<typeof fields>>;

const NEWEST_FIRST: Order = { column: -1, isUp: false };

/** All rows there are: those at hand while they are few, else page by page from the server. */
export function TimeTable(props: Props) {
  const request = useContext(PageRequestContext);
  const metrics = metricsOf(props.sources);
  // On paper and behind a public link there is nobody to ask.
  const canAsk = request !== null && !request.place && metrics !== null;
  if (canAsk && props.params.step === "exact" && isThinned(props.sources)) {
    return <PagedTable {...props} metrics={metrics} />;
  }
  return <TableAtHand {...props} />;
}

function TableAtHand({ params, rules, sources, title }: Props) {
  const { t } = useTranslation("dashboards");
  const [order, setOrder] = useState<Order>(NEWEST_FIRST);
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
  return (
    <>
      <Grid title={title} shown={shown} rows={part} order={order} setOrder={setOrder} params={params} rules={rules} />
      {last > 0 && (
        <Pages
          text={t("widget.time_table.page", {
            from: at * params.pageRows + 1,
            to: at * params.pageRows + part.length,
            total: rows.length,
          })}
          before={at === 0 ? null : () => setPage(at - 1)}
          next={at === last ? null : () => setPage(at + 1)}
        />
      )}
      {isThinned(sources) && <p className={classes.note}>{t("widget.time_table.reduced")}</p>}
    </>
  );
}

/** Rows as they are stored, of however many there are: a page at a time, sorted within itself. */
function PagedTable({ params, rules, sources, title, range, metrics }: Props & { metrics: number[] }) {
  const { t } = useTranslation("dashboards");
  const [order, setOrder] = useState<Order>(NEWEST_FIRST);
  /** Where each page began that was gone through; another range begins anew. */
  const [been, setBeen] = useState<{ of: string; cursors: string[] }>({ of: "", cursors: [] });
  const of = `${range.from} ${range.to} ${metrics.join()}`;
  const cursors = been.of === of ? been.cursors : [];
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...exactRows({ metrics, range, limit: params.pageRows, cursor: cursors.at(-1) ?? null }),
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  const shown = sources.map((source) => shownSource(source, params.unit).source);
  const rows = sorted(asRows(data, metrics, sources, params.unit), order);
  // The page that is still shown knows where the one begins that is on its way, not what follows that.
  const next = isPlaceholderData ? null : data.next_cursor;
  return (
    <>
      <Grid title={title} shown={shown} rows={rows} order={order} setOrder={setOrder} params={params} rules={rules} />
      <Pages
        text={t("widget.time_table.pageNumber", { page: cursors.length + 1 })}
        before={cursors.length === 0 ? null : () => setBeen({ of, cursors: cursors.slice(0, -1) })}
        next={next === null ? null : () => setBeen({ of, cursors: [...cursors, next] })}
      />
    </>
  );
}

interface GridProps extends Pick<Props, "title" | "params" | "rules"> {
  shown: readonly Source[];
  rows: readonly Row[];
  order: Order;
  setOrder: (change: (known: Order) => Order) => void;
}

function Grid({ title, shown, rows, order, setOrder, params, rules }: GridProps) {
  const { t } = useTranslation("dashboards");
  const sortBy = (column: number) =>
    setOrder((known) => ({ column, isUp: known.column === column ? !known.isUp : column >= 0 }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
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
          {rows.map(({ at_ms, values }) => (
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
  );
}

interface PagesProps {
  text: string;
  before: (() => void) | null;
  next: (() => void) | null;
}

function Pages({ text, before, next }: PagesProps) {
  const { t } = useTranslation("dashboards");
  return (
    <div className={classes.pages}>
      <span>{text}</span>
      <Tooltip label={t("widget.time_table.before")}>
        <ActionIcon aria-label={t("widget.time_table.before")} disabled={before === null} onClick={() => before?.()}>
          <IconChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("widget.time_table.next")}>
        <ActionIcon aria-label={t("widget.time_table.next")} disabled={next === null} onClick={() => next?.()}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
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
