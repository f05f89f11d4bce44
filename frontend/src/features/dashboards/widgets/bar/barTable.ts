import type { TFunction } from "i18next";
import { momentText } from "@/shared/time/format";
import type { ParamsOf } from "../params";
import type { TableOfWidget, WidgetProps } from "../widget";
import { binStatistic, figureOf, unitOf } from "./barFigure";
import type { fields } from "./index";

type Props = Pick<WidgetProps<ParamsOf<typeof fields>>, "params" | "sources">;

export function barTable({ params, sources }: Props, t: TFunction<"dashboards">): TableOfWidget {
  if (params.by === "sources") {
    return {
      columns: [
        { label: t("table.name"), isText: true },
        { label: t(`choice.statistic.${params.statistic}`), unit: unitOf(sources[0], params.statistic) },
      ],
      rows: sources.map((source) => [source.label, figureOf(source, params.statistic, source.levels)]),
    };
  }
  const statistic = binStatistic(params.statistic);
  const [first] = sources;
  const starts = first?.levels?.bins?.ts ?? [];
  return {
    columns: [
      { label: t("table.from"), isText: true },
      ...sources.map((source) => ({ label: source.label, unit: unitOf(source, params.statistic) })),
    ],
    rows: starts
      .map((at, i) => [momentText(at), ...sources.map(({ levels }) => levels?.bins?.[statistic]?.[i] ?? null)])
      .reverse(),
  };
}
