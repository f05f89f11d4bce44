import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { seriesColor } from "@/shared/charts/palette";
import { FigureWidget } from "../../charts/FigureWidget";
import { useHidden } from "../../charts/useHidden";
import { useShownSources } from "../../charts/useShownSources";
import { formatNumber } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { barFigure, binStatistic, figureOf, unitOf } from "./barFigure";
import type { fields } from "./index";

export function BarChart({ title, params, rules, sources: bound, range, zoom }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const scheme = useComputedColorScheme("light");
  const { sources, refused } = useShownSources(bound, params.unit);
  const { hidden, toggle } = useHidden();
  const isByTime = params.by === "time";
  const statistic = binStatistic(params.statistic);
  const valuesOf = (place: number): (number | null)[] => {
    const source = sources[place];
    if (!source) return [];
    return isByTime ? (source.levels?.bins?.[statistic] ?? []) : [figureOf(source, params.statistic, source.levels)];
  };
  const parts = sources.map((source, place) => {
    const known = valuesOf(place).filter((value) => value !== null);
    const unit = unitOf(source, params.statistic);
    if (known.length === 0) return t("chart.saysNothing", { name: source.label });
    const [low, high] = [Math.min(...known), Math.max(...known)].map((value) => formatNumber(value, params.decimals));
    return isByTime
      ? t("widget.bar.says", { name: source.label, low, high, unit, count: known.length })
      : `${source.label}: ${high} ${unit}.`;
  });
  return (
    <FigureWidget
      label={`${title}. ${t(`choice.statistic.${params.statistic}`)}. ${parts.join(" ")}`}
      bound={bound}
      sources={sources}
      params={params}
      rules={rules}
      range={range}
      zoom={zoom}
      hasTime={isByTime}
      figure={(context, resolved) =>
        barFigure(
          { sources, params, rules, range: resolved, hidden, beforeName: (name) => t("chart.before", { name }) },
          context,
        )
      }
      isEmpty={sources.every((_, place) => valuesOf(place).every((value) => value === null))}
      legend={
        isByTime && sources.length > 1
          ? sources.map((source, index) => ({
              key: source.info.topic,
              name: source.label,
              color: seriesColor(index, scheme),
              form: "box",
              isHidden: hidden.has(source.info.topic),
            }))
          : []
      }
      toggle={toggle}
      notes={refused ? [t("chart.refusedUnit", { unit: refused })] : []}
      more={[...hidden].join()}
    />
  );
}
