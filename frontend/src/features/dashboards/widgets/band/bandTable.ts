import type { TFunction } from "i18next";
import { momentText } from "@/shared/time/format";
import type { TableOfWidget, WidgetProps } from "../widget";

export function bandTable({ sources }: Pick<WidgetProps, "sources">, t: TFunction<"dashboards">): TableOfWidget {
  const starts = sources[0]?.levels?.bins?.ts ?? [];
  const FIGURES = ["min", "avg", "max"] as const;
  return {
    columns: [
      { label: t("table.from"), isText: true },
      ...sources.flatMap(({ label, info }) =>
        FIGURES.map((figure) => ({ label: `${label}, ${t(`choice.statistic.${figure}`)}`, unit: info.unit })),
      ),
    ],
    rows: starts
      .map((at, i) => [
        momentText(at),
        ...sources.flatMap(({ levels }) => FIGURES.map((figure) => levels?.bins?.[figure]?.[i] ?? null)),
      ])
      .reverse(),
  };
}
