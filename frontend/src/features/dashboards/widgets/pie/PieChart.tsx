import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { escapeHtml } from "../../charts/axes";
import { FigureWidget } from "../../charts/FigureWidget";
import { CSS_TOKENS } from "../../charts/stateColors";
import { useHidden } from "../../charts/useHidden";
import { useShownSources } from "../../charts/useShownSources";
import { formatNumber } from "../../data/format";
import type { WidgetProps } from "../widget";
import { durationText, type PieParams, type Slices, slicesOf } from "./slices";

export function PieChart({ title, params, rules, sources: bound, range, zoom }: WidgetProps<PieParams>) {
  const { t } = useTranslation("dashboards");
  const scheme = useComputedColorScheme("light");
  const { sources, refused } = useShownSources(bound, params.unit);
  const { hidden, toggle } = useHidden();
  const shown = slicesOf(sources, params, { scheme, tokens: CSS_TOKENS });
  const percent = (value: number) => formatNumber(shown.total > 0 ? (value / shown.total) * 100 : 0, 0);
  const notes = [
    ...(refused ? [t("chart.refusedUnit", { unit: refused })] : []),
    ...(shown.negative.length > 0 ? [t("widget.pie.negative", { names: shown.negative.join(", ") })] : []),
  ];
  return (
    <FigureWidget
      label={`${title}. ${shown.slices.map(({ name, text, value }) => `${name}: ${text}, ${percent(value)} %`).join(". ")}`}
      bound={bound}
      sources={sources}
      params={params}
      rules={rules}
      range={range}
      zoom={zoom}
      hasTime={false}
      figure={(context) => pieFigure(visible(slicesOf(sources, params, context), hidden), sources, params, context)}
      isEmpty={shown.total === 0}
      legend={shown.slices.map(({ key, name, color, text }) => ({
        key,
        name,
        color,
        value: text,
        form: "box",
        isHidden: hidden.has(key),
      }))}
      toggle={toggle}
      // Without its names a circle says nothing.
      legendRows={4}
      notes={notes}
      more={[...hidden].join()}
    />
  );
}

function visible({ slices, negative }: Slices, hidden: ReadonlySet<string>): Slices {
  const left = slices.filter(({ key }) => !hidden.has(key));
  return { slices: left, total: left.reduce((sum, { value }) => sum + value, 0), negative };
}

/** Slices in the order of the sources, from twelve o'clock; in a ring the sum stands in the middle. */
export function pieFigure(
  { slices, total }: Slices,
  sources: readonly { info: { unit: string } }[],
  params: PieParams,
  { tokens, height }: FigureContext,
): Figure {
  const units = new Set(sources.map(({ info }) => info.unit));
  const unit = params.statistic === "count" || units.size > 1 ? "" : (sources[0]?.info.unit ?? "");
  const sum =
    params.by === "states" ? durationText(total) : `${formatNumber(total, params.decimals)} ${escapeHtml(unit)}`.trim();
  return {
    data: [
      {
        type: "pie",
        labels: slices.map(({ name }) => escapeHtml(name)),
        values: slices.map(({ value }) => value),
        hovertext: slices.map(({ name, text }) => `${escapeHtml(name)}: ${escapeHtml(text)}`),
        hoverinfo: "text+percent",
        hole: params.isRing ? 0.62 : 0,
        sort: false,
        direction: "clockwise",
        textinfo: "percent",
        textposition: params.isRing ? "outside" : "inside",
        textfont: { size: 11, color: params.isRing ? tokens.dimmed : "#fff" },
        marker: { colors: slices.map(({ color }) => color), line: { color: tokens.ground, width: 1.5 } },
        automargin: false,
      },
    ],
    layout: {
      hovermode: "closest",
      margin: { t: 16, b: 12, l: 24, r: 24 },
      annotations:
        params.isRing && total > 0
          ? [
              {
                text: sum,
                showarrow: false,
                x: 0.5,
                y: 0.5,
                font: { size: height > 180 ? 16 : 12, color: tokens.text },
              },
            ]
          : [],
    },
  };
}
