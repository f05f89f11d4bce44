import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { seriesColor } from "@/shared/charts/palette";
import { FigureWidget } from "../../charts/FigureWidget";
import { formatNumber } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import { fitOf, pairsOf } from "./pairs";
import { scatterFigure } from "./scatterFigure";

export function ScatterChart(props: WidgetProps<ParamsOf<typeof fields>>) {
  const { title, params, rules, sources: bound, range, zoom } = props;
  const { t } = useTranslation("dashboards");
  const scheme = useComputedColorScheme("light");
  const sources = useMemo(() => bound.filter(({ info }) => info.state === "ok"), [bound]);
  const [horizontal, ...vertical] = sources;
  const pairs = useMemo(() => {
    const [first, ...others] = sources;
    return first ? others.map((source) => pairsOf(first, source)) : [];
  }, [sources]);
  const count = pairs.reduce((sum, { x }) => sum + x.length, 0);
  const notes = params.showFit
    ? pairs.flatMap((own, place) => {
        const fit = fitOf(own);
        if (!fit) return [];
        const slope = formatNumber(fit.slope, null);
        const offset = formatNumber(Math.abs(fit.offset), null);
        const name = vertical.length > 1 ? `${vertical[place]?.label}: ` : "";
        const sign = fit.offset < 0 ? "−" : "+";
        return [`${name}y = ${slope} x ${sign} ${offset}, R² ${formatNumber(fit.r2, 2)}`];
      })
    : [];
  return (
    <FigureWidget
      label={`${title}. ${t("widget.scatter.says", {
        count,
        x: horizontal?.label ?? "–",
        y: vertical.map(({ label }) => label).join(", ") || "–",
      })} ${notes.join(". ")}`}
      bound={bound}
      sources={sources}
      params={params}
      rules={rules}
      range={range}
      zoom={zoom}
      hasTime={false}
      figure={(context) => scatterFigure(sources, params, rules, context)}
      isEmpty={count === 0 && vertical.length > 0}
      legend={
        vertical.length > 1
          ? vertical.map(({ info, label }, index) => ({
              key: info.topic,
              name: label,
              color: seriesColor(index, scheme),
            }))
          : []
      }
      notes={vertical.length === 0 ? [t("widget.scatter.needsTwo")] : notes}
    />
  );
}
