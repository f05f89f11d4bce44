import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { formatNumber } from "@/shared/values/format";
import type { QueryAnswer, QueryStatistics } from "../types";
import { colorOf, dashOf, type Line } from "./look";
import classes from "./QueryPage.module.css";

const FIGURES: readonly (keyof QueryStatistics)[] = ["count", "min", "avg", "max", "sum", "first", "last", "change"];

interface StatisticsTableProps {
  answer: QueryAnswer;
  lines: readonly Line[];
  nameOf: (line: Line) => string;
  hidden: ReadonlySet<string>;
  toggle: (key: string) => void;
}

interface Row {
  id: number;
  line: Line;
  statistics: QueryStatistics | null;
  isFirst: boolean;
}

/** The legend of the pictures, and the figures of all samples behind each line. */
export function StatisticsTable({ answer, lines, nameOf, hidden, toggle }: StatisticsTableProps) {
  const { t } = useTranslation("data");
  const scheme = useComputedColorScheme("light");
  const seen = new Set<string>();
  const rows: Row[] = lines.map((line, id) => {
    // Lines of one metric are made of the same samples: their figures stand once.
    const group = `${line.metric.id} ${line.series.is_before}`;
    const isFirst = !seen.has(group);
    seen.add(group);
    const statistics = line.series.is_before ? line.metric.statistics_before : line.metric.statistics;
    return { id, line, statistics, isFirst };
  });
  const columns: Column<Row>[] = [
    {
      key: "name",
      title: t("query.line"),
      onPhone: "title",
      render: ({ line }) => (
        <button
          type="button"
          className={classes.name}
          aria-pressed={!hidden.has(line.key)}
          title={t("query.toggle")}
          onClick={() => toggle(line.key)}
        >
          <span
            className={classes.stroke}
            style={{ borderTopColor: colorOf(line, scheme), borderTopStyle: STYLES[dashOf(line)] }}
          />
          {nameOf(line)}
          {line.unit && <span className={classes.before}>{line.unit}</span>}
        </button>
      ),
    },
    ...(answer.width_s === null
      ? []
      : FIGURES.map(
          (figure): Column<Row> => ({
            key: figure,
            title: t(`statistic.${figure}`),
            isRight: true,
            onPhone: ["avg", "min", "max"].includes(figure) ? "detail" : "hidden",
            render: ({ statistics, isFirst }) =>
              isFirst && statistics ? <span className="num">{formatNumber(statistics[figure])}</span> : null,
          }),
        )),
  ];
  return (
    <DataTable caption={t("query.statistics")} columns={columns} rows={rows} rowId={({ id }) => id} empty={null} />
  );
}

const STYLES = { solid: "solid", dash: "dashed", dot: "dotted" } as const;
