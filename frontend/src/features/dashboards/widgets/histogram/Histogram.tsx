import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { seriesColor } from "@/shared/charts/palette";
import { distributionNotes } from "../../charts/distributionTable";
import { FigureWidget } from "../../charts/FigureWidget";
import { useShownSources } from "../../charts/useShownSources";
import { formatNumber } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { histogramFigure } from "./histogramFigure";
import type { fields } from "./index";

export function Histogram({ title, params, rules, sources: bound, range, zoom }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const scheme = useComputedColorScheme("light");
  const { sources, refused } = useShownSources(bound, params.unit);
  const parts = sources.map(({ label, info, levels }) => {
    const made = levels?.distribution;
    if (!made) return t("chart.saysNothing", { name: label });
    const write = (value: number) => formatNumber(value, params.decimals);
    return t("distribution.says", {
      name: label,
      unit: info.unit,
      count: made.count,
      median: write(made.median),
      q1: write(made.q1),
      q3: write(made.q3),
    });
  });
  return (
    <FigureWidget
      label={`${title}. ${parts.join(" ")}`}
      bound={bound}
      sources={sources}
      params={params}
      rules={rules}
      range={range}
      zoom={zoom}
      hasTime={false}
      figure={(context) => histogramFigure(sources, params, rules, context)}
      isEmpty={sources.every(({ levels }) => !levels?.distribution)}
      legend={
        sources.length > 1
          ? sources.map(({ info, label }, index) => ({
              key: info.topic,
              name: label,
              color: seriesColor(index, scheme),
              form: "box",
            }))
          : []
      }
      notes={[...(refused ? [t("chart.refusedUnit", { unit: refused })] : []), ...distributionNotes({ sources }, t)]}
    />
  );
}
