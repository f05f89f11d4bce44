import type { Shape } from "plotly.js";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { axisWidth, escapeHtml, MARGIN, scaleAround, valueAxis } from "../../charts/axes";
import { type Decimals, formatNumber } from "../../data/format";
import type { Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";

export interface HistogramParams {
  asPercent: boolean;
  decimals: Decimals;
  showLimits: boolean;
}

export function histogramFigure(
  sources: readonly Source[],
  params: HistogramParams,
  rules: readonly Rule[],
  context: FigureContext,
): Figure {
  const known = sources.flatMap((source, index) => {
    const made = source.levels?.distribution;
    return made ? [{ source, index, made }] : [];
  });
  const heights = known.map(({ made }) =>
    made.counts.map((count) => (params.asPercent ? (count / made.count) * 100 : count)),
  );
  const up = scaleAround(heights.flat(), { min: null, max: null, fromZero: true });
  const across = scaleAround(
    known.flatMap(({ made }) => [made.edges[0] ?? 0, made.edges.at(-1) ?? 0]),
    { min: null, max: null, rules: params.showLimits ? rules : [] },
  );
  const unit = sources[0]?.info.unit ?? "";
  const look = valueAxis(up, params.asPercent ? "%" : "", 0);
  const below = valueAxis(across, unit, params.decimals);
  const write = (value: number) => formatNumber(value, params.decimals);
  return {
    data: known.map(({ source, index, made }, place) => ({
      type: "bar",
      name: escapeHtml(source.label),
      x: made.counts.map((_, i) => ((made.edges[i] ?? 0) + (made.edges[i + 1] ?? 0)) / 2),
      y: heights[place] ?? [],
      width: made.counts.map((_, i) => (made.edges[i + 1] ?? 0) - (made.edges[i] ?? 0)),
      marker: { color: seriesColor(index, context.scheme), line: { color: context.tokens.ground, width: 1 } },
      opacity: known.length > 1 ? 0.6 : 1,
      hovertext: made.counts.map((count, i) => {
        const share = formatNumber((count / made.count) * 100, 1);
        const between = `${write(made.edges[i] ?? 0)} – ${write(made.edges[i + 1] ?? 0)} ${escapeHtml(unit)}`;
        return `${escapeHtml(source.label)}<br>${between}<br>${count} (${share} %)`;
      }),
      hoverinfo: "text",
    })),
    layout: {
      barmode: "overlay",
      bargap: 0,
      hovermode: "closest",
      margin: {
        ...MARGIN,
        t: params.showLimits && rules.length > 0 ? 20 : MARGIN.t,
        l: axisWidth(look.ticktext, context),
        r: 14,
      },
      xaxis: { ...below, type: "linear", fixedrange: true, showgrid: false },
      yaxis: look,
      shapes: params.showLimits ? upright(rules, across, context) : [],
    },
  };
}

/** Limits stand upright here: values lie along the bottom. */
function upright(rules: readonly Rule[], scale: { low: number; high: number }, { tokens }: FigureContext) {
  return rules
    .filter(({ when, value }) => (when === "above" || when === "below") && value >= scale.low && value <= scale.high)
    .map(
      ({ value, level, text }): Partial<Shape> => ({
        type: "line",
        xref: "x",
        x0: value,
        x1: value,
        yref: "paper",
        y0: 0,
        y1: 1,
        line: { color: tokens.levels[level], width: 1, dash: "dash" },
        label: {
          text: escapeHtml(text),
          textposition: "end",
          textangle: 0,
          padding: 3,
          font: { size: 10, color: tokens.dimmed },
        },
      }),
    );
}
