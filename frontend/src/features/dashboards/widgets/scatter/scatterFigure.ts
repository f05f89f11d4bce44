import type { Data } from "plotly.js";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { momentText } from "@/shared/time/format";
import { axisWidth, escapeHtml, limitShapes, scaleAround, shortened, valueAxis } from "../../charts/axes";
import { type Decimals, formatNumber } from "../../data/format";
import type { Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import { fitOf, pairsOf } from "./pairs";

export interface ScatterParams {
  color: "metric" | "age";
  showFit: boolean;
  min: number | null;
  max: number | null;
  decimals: Decimals;
  showLimits: boolean;
}

/** The first source lies along the bottom, the others stand above it. */
export function scatterFigure(
  sources: readonly Source[],
  params: ScatterParams,
  rules: readonly Rule[],
  context: FigureContext,
): Figure {
  const [horizontal, ...vertical] = sources;
  if (!horizontal || vertical.length === 0) return { data: [], layout: {} };
  const all = vertical.map((source) => pairsOf(horizontal, source));
  const across = scaleAround(
    all.flatMap(({ x }) => x),
    { min: null, max: null },
  );
  const up = scaleAround(
    all.flatMap(({ y }) => y),
    {
      min: params.min,
      max: params.max,
      rules: params.showLimits ? rules : [],
    },
  );
  const look = valueAxis(up, vertical[0]?.info.unit ?? "", params.decimals);
  const below = valueAxis(across, "", params.decimals);
  const write = (value: number, source: Source) =>
    `${formatNumber(value, params.decimals)} ${escapeHtml(source.info.unit)}`.trim();
  const points = vertical.map((source, index): Partial<Data> => {
    const { ts, x, y } = all[index] ?? { ts: [], x: [], y: [] };
    const color = seriesColor(index, context.scheme);
    return {
      type: "scatter",
      mode: "markers",
      name: escapeHtml(source.label),
      x,
      y,
      marker: {
        size: 5,
        opacity: 0.65,
        color: params.color === "age" ? ts : color,
        ...(params.color === "age"
          ? {
              colorscale: [
                [0, context.tokens.line],
                [1, color],
              ] as [number, string][],
              showscale: false,
            }
          : {}),
      },
      hovertext: ts.map(
        (at, i) => `${momentText(at)}<br>${write(x[i] ?? 0, horizontal)}<br>${write(y[i] ?? 0, source)}`,
      ),
      hoverinfo: "text",
    };
  });
  const fits = params.showFit ? all.flatMap((pairs, index) => fitLine(pairs, index, context)) : [];
  return {
    data: [...points, ...fits],
    layout: {
      hovermode: "closest",
      margin: { t: 8, b: 36, l: axisWidth(look.ticktext, context), r: 14 },
      xaxis: {
        ...below,
        type: "linear",
        fixedrange: true,
        showgrid: true,
        gridcolor: context.tokens.line,
        title: {
          text: escapeHtml(
            [shortened(horizontal.label, 40), horizontal.info.unit && `(${horizontal.info.unit})`]
              .filter(Boolean)
              .join(" "),
          ),
          font: { size: 11, color: context.tokens.dimmed },
          standoff: 4,
        },
      },
      yaxis: look,
      shapes: limitShapes(rules, up, context, { lines: params.showLimits, zones: false }),
    },
  };
}

function fitLine({ x, y }: { x: number[]; y: number[] }, index: number, context: FigureContext): Partial<Data>[] {
  const fit = fitOf({ x, y });
  if (!fit) return [];
  const ends = [Math.min(...x), Math.max(...x)];
  return [
    {
      type: "scatter",
      mode: "lines",
      x: ends,
      y: ends.map((at) => fit.slope * at + fit.offset),
      line: { color: seriesColor(index, context.scheme), width: 1.5, dash: "dash" },
      hoverinfo: "skip",
    },
  ];
}
