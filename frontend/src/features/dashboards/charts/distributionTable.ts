import type { TFunction } from "i18next";
import { formatNumber } from "../data/format";
import type { TableOfWidget, WidgetProps } from "../widgets/widget";

const FIGURES = ["count", "minimum", "low", "q1", "median", "mean", "q3", "high", "maximum", "outlier_count"] as const;

/** The figures behind a histogram or a box, a row for each. */
export function distributionTable(
  { sources }: Pick<WidgetProps, "sources">,
  t: TFunction<"dashboards">,
): TableOfWidget {
  return {
    columns: [
      { label: t("table.figure"), isText: true },
      ...sources.map(({ label, info }) => ({ label, unit: info.unit })),
    ],
    rows: FIGURES.map((figure) => [
      t(`distribution.${figure}`),
      ...sources.map(({ levels }) => {
        const value = levels?.distribution?.[figure];
        // Numbers of samples have no decimals.
        if (value !== undefined && (figure === "count" || figure === "outlier_count")) return formatNumber(value, 0);
        return value ?? null;
      }),
    ]),
  };
}

/** What must be said of a distribution besides its picture. */
export function distributionNotes({ sources }: Pick<WidgetProps, "sources">, t: TFunction<"dashboards">): string[] {
  const averaged = sources.find(({ levels }) => levels?.distribution?.of_averages_s);
  const seconds = averaged?.levels?.distribution?.of_averages_s;
  return seconds ? [t("distribution.ofAverages", { minutes: Math.round(seconds / 60) })] : [];
}
