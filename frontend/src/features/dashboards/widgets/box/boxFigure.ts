import type { Data } from "plotly.js";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { axisWidth, escapeHtml, limitShapes, MARGIN, nameAxis, scaleAround, valueAxis } from "../../charts/axes";
import { type Decimals, formatNumber } from "../../data/format";
import type { Distribution } from "../../data/levels";
import type { Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";

export interface BoxParams {
  style: "box" | "violin";
  showOutliers: boolean;
  min: number | null;
  max: number | null;
  decimals: Decimals;
  showLimits: boolean;
  showZones: boolean;
}

/** Half of the width that a violin may take, in places of the axis. */
const HALF_WIDTH = 0.38;

export function boxFigure(
  sources: readonly Source[],
  params: BoxParams,
  rules: readonly Rule[],
  context: FigureContext,
): Figure {
  const made = sources.map(({ levels }) => levels?.distribution);
  const scale = scaleAround(
    made.flatMap((one) => (one ? reach(one, params) : [])),
    { min: params.min, max: params.max, rules: params.showLimits || params.showZones ? rules : [] },
  );
  const unit = sources[0]?.info.unit ?? "";
  const look = valueAxis(scale, unit, params.decimals);
  const data = sources.flatMap((source, place): Partial<Data>[] => {
    const one = made[place];
    if (!one) return [];
    const color = seriesColor(place, context.scheme);
    const text = textOf(source, one, params.decimals);
    const shapes = params.style === "violin" ? violin(one, place, color, text) : [box(one, place, color, text)];
    return params.showOutliers && one.outliers.length > 0
      ? [...shapes, outliers(one, place, color, source, params)]
      : shapes;
  });
  return {
    data,
    layout: {
      hovermode: "closest",
      margin: { ...MARGIN, l: axisWidth(look.ticktext, context), r: 10 },
      xaxis: nameAxis(
        sources.map(({ label }) => label),
        context,
      ),
      yaxis: look,
      shapes: limitShapes(rules, scale, context, { lines: params.showLimits, zones: params.showZones }),
    },
  };
}

function reach(one: Distribution, { style, showOutliers }: BoxParams): number[] {
  const ends = [one.low, one.high, ...(showOutliers ? one.outliers : [])];
  return style === "violin" ? [...ends, ...one.curve.map(([value]) => value)] : ends;
}

function box(one: Distribution, place: number, color: string, text: string): Partial<Data> {
  return {
    type: "box",
    x: [place],
    q1: [one.q1],
    median: [one.median],
    q3: [one.q3],
    lowerfence: [one.low],
    upperfence: [one.high],
    mean: [one.mean],
    boxmean: true,
    width: 0.5,
    line: { color, width: 1.5 },
    fillcolor: `${color}33`,
    hoveron: "boxes",
    hoverinfo: "text",
    hovertext: text,
    // Five figures each for what plotly would otherwise make from all samples; its types know only samples.
  } as unknown as Partial<Data>;
}

/** The outline of the density to both sides, with the box's quartiles inside. */
function violin(one: Distribution, place: number, color: string, text: string): Partial<Data>[] {
  const right = one.curve.map(([, share]) => place + share * HALF_WIDTH);
  const left = one.curve.map(([, share]) => place - share * HALF_WIDTH).reverse();
  const values = one.curve.map(([value]) => value);
  return [
    {
      type: "scatter",
      mode: "lines",
      x: [...right, ...left],
      y: [...values, ...[...values].reverse()],
      fill: "toself",
      fillcolor: `${color}33`,
      line: { color, width: 1.25, shape: "linear" },
      hoveron: "fills",
      hoverinfo: "text",
      text,
    },
    {
      type: "scatter",
      mode: "lines",
      x: [place, place],
      y: [one.q1, one.q3],
      line: { color, width: 6 },
      hoverinfo: "skip",
    },
    {
      type: "scatter",
      mode: "markers",
      x: [place],
      y: [one.median],
      marker: { color: "#fff", size: 7, line: { color, width: 1.5 } },
      hovertext: [text],
      hoverinfo: "text",
    },
  ];
}

function outliers(
  one: Distribution,
  place: number,
  color: string,
  source: Source,
  { decimals }: BoxParams,
): Partial<Data> {
  return {
    type: "scatter",
    mode: "markers",
    x: one.outliers.map(() => place),
    y: one.outliers,
    marker: { color, size: 4, symbol: "circle-open" },
    hovertext: one.outliers.map((value) => `${formatNumber(value, decimals)} ${escapeHtml(source.info.unit)}`),
    hoverinfo: "text",
  };
}

function textOf({ label, info }: Source, one: Distribution, decimals: Decimals): string {
  const write = (value: number) => `${formatNumber(value, decimals)} ${escapeHtml(info.unit)}`.trim();
  return [
    `<b>${escapeHtml(label)}</b>`,
    `${write(one.low)} – ${write(one.high)}`,
    `50 %: ${write(one.q1)} – ${write(one.q3)}`,
    `x̃ ${write(one.median)}, x̄ ${write(one.mean)}`,
    `n = ${one.count}`,
  ].join("<br>");
}
