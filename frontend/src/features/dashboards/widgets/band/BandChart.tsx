import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { seriesColor } from "@/shared/charts/palette";
import { FigureWidget } from "../../charts/FigureWidget";
import { useShownSources } from "../../charts/useShownSources";
import { formatNumber } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { bandFigure, stretches } from "./bandFigure";
import type { fields } from "./index";

export function BandChart({ title, params, rules, sources: bound, range, zoom }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const scheme = useComputedColorScheme("light");
  const { sources, refused } = useShownSources(bound, params.unit);
  const points = sources.map(({ levels, info }) => stretches(levels?.bins, info.expected_s).flat());
  const parts = sources.map(({ label, info }, place) => {
    const own = points[place] ?? [];
    if (own.length === 0) return t("chart.saysNothing", { name: label });
    return t("widget.band.says", {
      name: label,
      unit: info.unit,
      low: formatNumber(Math.min(...own.map(({ min }) => min)), params.decimals),
      high: formatNumber(Math.max(...own.map(({ max }) => max)), params.decimals),
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
      hasTime
      figure={(context, resolved) => bandFigure({ sources, params, rules, range: resolved }, context)}
      isEmpty={points.every((own) => own.length === 0)}
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
      notes={refused ? [t("chart.refusedUnit", { unit: refused })] : []}
    />
  );
}
