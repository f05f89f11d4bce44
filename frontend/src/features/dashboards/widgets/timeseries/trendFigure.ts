import type { Data, Layout } from "plotly.js";
import { gapLimit, withGaps } from "@/shared/charts/gaps";
import { niceScale, type Scale } from "@/shared/charts/niceScale";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor, seriesDash } from "@/shared/charts/palette";
import { spreadLabels } from "@/shared/charts/spreadLabels";
import { textWidth } from "@/shared/charts/textWidth";
import { timeTicks } from "@/shared/charts/timeTicks";
import { formatNumber } from "../../data/format";
import { numberOf, type Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import type { ResolvedRange } from "../../time/timeRange";

export interface TrendParams {
  style: "line" | "area" | "step" | "points";
  min: number | null;
  max: number | null;
  unit: string;
  decimals: number;
  showLimits: boolean;
}

interface Trend {
  sources: readonly Source[];
  params: TrendParams;
  rules: readonly Rule[];
  range: ResolvedRange;
  /** Names at the ends of the lines; without them the widget writes a legend below. */
  hasDirectLabels: boolean;
}

const LABEL_HEIGHT = 14;
const LONGEST_LABEL = 22;
const MARGIN = { t: 8, b: 22 };

/** The whole picture as plain data: the same for a screen, a report and a notebook. */
export function trendFigure(trend: Trend, context: FigureContext): Figure {
  const { sources, params, rules, range, hasDirectLabels } = trend;
  const units = unitsOf(sources, params);
  const scales = units.slice(0, 2).map((unit) => scaleOf(trend, unit));
  const [left, right] = scales;
  if (!left) return { data: [], layout: {} };
  const ticks = timeTicks(
    range.from_ms,
    range.to_ms - (right ? (range.to_ms - range.from_ms) * 0.03 : 0),
    context.width < 300 ? 3 : 5,
  );
  const labels = hasDirectLabels ? directLabels(trend, left, context) : [];
  const write = (text: string) => textWidth(text, context.tokens.font);
  const labelWidth = Math.max(0, ...labels.map(({ name }) => write(name) + 12));
  const leftAxis = valueAxis(left, units[0] ?? "", params);
  const layout: Partial<Layout> = {
    margin: {
      ...MARGIN,
      l: Math.max(...leftAxis.ticktext.map(write)) + 8,
      r: right
        ? Math.max(...valueAxis(right, units[1] ?? "", params).ticktext.map(write)) + 10
        : Math.max(10, labelWidth),
    },
    xaxis: {
      range: [range.from_ms, range.to_ms],
      tickvals: ticks.at_ms,
      ticktext: ticks.text,
      tickmode: "array",
      hoverformat: range.to_ms - range.from_ms > 86_400_000 ? "%e %b %H:%M" : "%H:%M:%S",
    },
    yaxis: leftAxis,
    ...(right
      ? {
          yaxis2: {
            ...valueAxis(right, units[1] ?? "", params),
            overlaying: "y" as const,
            side: "right" as const,
            showgrid: false,
            fixedrange: true,
            zeroline: false,
            tickfont: { color: context.tokens.dimmed, size: 11 },
          },
        }
      : {}),
    annotations: labels.map(({ name, color, y }) => ({
      text: escapeHtml(name),
      x: 1,
      xref: "paper" as const,
      xanchor: "left" as const,
      xshift: 6,
      y,
      yref: "y" as const,
      yanchor: "middle" as const,
      showarrow: false,
      font: { color, size: 11 },
    })),
    shapes: params.showLimits ? limitLines(rules, left, context) : [],
  };
  return { data: sources.map((source, index) => trace(source, index, trend, units, context)), layout };
}

function unitsOf(sources: readonly Source[], params: TrendParams): string[] {
  if (params.unit) return [params.unit];
  const units = [...new Set(sources.map(({ info }) => info.unit))];
  return units.length > 0 ? units : [""];
}

function axisOf(source: Source, units: string[], params: TrendParams): number {
  return params.unit ? 0 : Math.min(units.indexOf(source.info.unit), 1);
}

function isSwitch(source: Source): boolean {
  return source.info.dataType === "boolean";
}

function trace(source: Source, index: number, trend: Trend, units: string[], context: FigureContext): Partial<Data> {
  const { params } = trend;
  const { series, info, label } = source;
  const limit = gapLimit(series.ts, { expected_s: info.expected_s, isReduced: series.isReduced });
  const { ts, value } = withGaps(series, limit);
  const color = seriesColor(index, context.scheme);
  const unit = params.unit || info.unit;
  return {
    type: "scatter",
    mode: params.style === "points" ? "markers" : "lines",
    name: label,
    x: ts,
    y: value,
    yaxis: axisOf(source, units, params) === 0 ? "y" : "y2",
    connectgaps: false,
    line: {
      color,
      width: 1.75,
      dash: seriesDash(index),
      shape: params.style === "step" || isSwitch(source) ? "hv" : "linear",
      simplify: true,
    },
    marker: { color, size: 4 },
    ...(params.style === "area" ? { fill: "tozeroy" as const, fillcolor: `${color}22` } : {}),
    hovertemplate: `%{y:.${params.decimals}f}${unit ? ` ${unit}` : ""}<extra>${escapeHtml(label)}</extra>`,
  };
}

/** Names of devices and metrics are other people's texts, and plotly reads a little HTML in them. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function scaleOf({ sources, params, rules, range }: Trend, unit: string): Scale {
  const own = params.unit ? sources : sources.filter(({ info }) => info.unit === unit);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { series } of own) {
    series.value.forEach((value, i) => {
      const at = series.ts[i] ?? 0;
      if (value === null || at < range.from_ms || at > range.to_ms) return;
      low = Math.min(low, value);
      high = Math.max(high, value);
    });
  }
  if (low > high) [low, high] = [0, 1];
  if (own.length > 0 && own.every(isSwitch)) return { low: -0.1, high: 1.1, ticks: [0, 1], decimals: 0 };
  const span = Math.max(high - low, Math.abs(high) * 0.05);
  for (const rule of params.showLimits ? rules : []) {
    if (rule.when !== "above" && rule.when !== "below") continue;
    // A limit that the values come near to belongs into the picture; a far one would flatten the line.
    if (rule.value > high && rule.value - high <= span) high = rule.value;
    if (rule.value < low && low - rule.value <= span) low = rule.value;
  }
  return niceScale({
    low: params.style === "area" ? Math.min(low, 0) : low,
    high,
    fixedLow: params.min,
    fixedHigh: params.max,
  });
}

function valueAxis(scale: Scale, unit: string, params: TrendParams) {
  const isOnOff = scale.ticks.length === 2 && scale.low === -0.1;
  const ticktext = isOnOff
    ? ["off", "on"]
    : scale.ticks.map((tick, i) => {
        const number = formatNumber(tick, Math.min(scale.decimals, Math.max(params.decimals, scale.decimals)));
        // The unit is said once, at the top.
        return i === scale.ticks.length - 1 && unit ? `${number} ${escapeHtml(unit)}` : number;
      });
  // plotly leaves out horizontals on the very edge and cuts lines that run along it in half.
  const edge = (scale.high - scale.low) * 0.015;
  const range: [number, number] = [scale.low - edge, scale.high + edge];
  return { range, tickmode: "array" as const, tickvals: scale.ticks, ticktext };
}

function directLabels({ sources }: Trend, scale: Scale, { scheme, height }: FigureContext) {
  const known = sources
    .map((source, index) => ({ source, index, value: lastValue(source) }))
    .filter(({ value }) => value !== null);
  const plotHeight = height - MARGIN.t - MARGIN.b;
  const perPixel = (scale.high - scale.low) / Math.max(plotHeight, 1);
  const pixels = known.map(({ value }) => ((value ?? 0) - scale.low) / perPixel);
  const spread = spreadLabels(pixels, LABEL_HEIGHT, LABEL_HEIGHT / 2, plotHeight - LABEL_HEIGHT / 2);
  return known.map(({ source, index }, i) => ({
    name: shortened(source.label),
    color: seriesColor(index, scheme),
    y: scale.low + (spread[i] ?? 0) * perPixel,
  }));
}

/** The end of a path tells more than its beginning. */
function shortened(label: string): string {
  return label.length > LONGEST_LABEL ? `…${label.slice(1 - LONGEST_LABEL)}` : label;
}

export function lastValue(source: Source): number | null {
  return source.series.value.findLast((value) => value !== null) ?? numberOf(source.latest?.value);
}

function limitLines(rules: readonly Rule[], scale: Scale, { tokens }: FigureContext): Partial<Layout>["shapes"] {
  return rules
    .filter(
      (rule) => (rule.when === "above" || rule.when === "below") && rule.value >= scale.low && rule.value <= scale.high,
    )
    .map((rule) => ({
      type: "line",
      xref: "paper",
      x0: 0,
      x1: 1,
      yref: "y",
      y0: rule.value,
      y1: rule.value,
      line: { color: tokens.levels[rule.level], width: 1, dash: "dash" },
      label: {
        text: escapeHtml(rule.text),
        textposition: "start",
        yanchor: rule.when === "above" ? "bottom" : "top",
        padding: 4,
        font: { size: 10, color: tokens.dimmed },
      },
    }));
}
