import { useTranslation } from "react-i18next";
import { FigureWidget } from "../../charts/FigureWidget";
import { useShownSources } from "../../charts/useShownSources";
import { formatNumber } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { heatFigure, matrixOf } from "./heatFigure";
import type { fields } from "./index";

export function HeatMap({ title, params, rules, sources: bound, range, zoom }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const { sources, refused } = useShownSources(bound, params.unit);
  const matrix = matrixOf(sources, params);
  const known = matrix.value.flat().filter((value) => value !== null);
  const rowsKnown = matrix.value.map((row) => row.filter((value) => value !== null));
  const highest = rowsKnown.reduce(
    (best, row, i) => (Math.max(...row) > Math.max(...(rowsKnown[best] ?? [])) ? i : best),
    0,
  );
  const label =
    known.length === 0
      ? t("chart.saysNothing", { name: title })
      : t("widget.heatmap.says", {
          title,
          low: formatNumber(Math.min(...known), params.decimals),
          high: formatNumber(Math.max(...known), params.decimals),
          unit: sources[0]?.info.unit ?? "",
          row: matrix.rows[highest] ?? "",
        });
  const isByHour = params.by !== "sources";
  return (
    <FigureWidget
      label={label}
      bound={bound}
      sources={sources}
      params={params}
      rules={rules}
      range={range}
      zoom={zoom}
      hasTime={!isByHour}
      figure={(context, resolved) => heatFigure(sources, params, resolved, context)}
      isEmpty={known.length === 0}
      notes={[
        ...(refused ? [t("chart.refusedUnit", { unit: refused })] : []),
        ...(isByHour && sources.length > 1 ? [t("widget.heatmap.onlyFirst", { name: sources[0]?.label ?? "" })] : []),
      ]}
    />
  );
}
