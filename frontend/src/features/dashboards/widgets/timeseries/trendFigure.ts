import type { Data, Layout, LayoutAxis } from "plotly.js";
import { gapLimit, withGaps } from "@/shared/charts/gaps";
import type { Scale } from "@/shared/charts/niceScale";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor, seriesDash } from "@/shared/charts/palette";
import { spreadLabels } from "@/shared/charts/spreadLabels";
import {
  axisWidth,
  escapeHtml,
  limitShapes,
  MARGIN,
  scaleAround,
  shortened,
  timeAxis,
  valueAxis,
} from "../../charts/axes";
import { type DrawnLine, readoutOf, shifted } from "../../charts/readout";
import type { Decimals } from "../../data/format";
import { numberOf, type Series, type Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import type { ResolvedRange } from "../../time/timeRange";

export interface TrendParams {
  style: "line" | "area" | "step" | "points";
  min: number | null;
  max: number | null;
  decimals: Decimals;
  showLimits: boolean;
  showZones: boolean;
}

interface Trend {
  sources: readonly Source[];
  params: TrendParams;
  rules: readonly Rule[];
  range: ResolvedRange;
  /** Names at the ends of the lines; without them the widget writes a legend below. */
  hasDirectLabels: boolean;
  /** Topics of lines that are switched off; they keep their colours and their axes. */
  hidden?: ReadonlySet<string>;
  /** How lines of the earlier period are called. */
  beforeName?: (name: string) => string;
}

const LABEL_HEIGHT = 14;
/** With less width for the lines than this, further axes take more than they give. */
const WIDTH_FOR_AXES = 460;
const MOST_AXES = 4;

/** The whole picture as plain data: the same for a screen, a report and a notebook. */
export function trendFigure(trend: Trend, context: FigureContext): Figure {
  const { sources, params, rules, range, hasDirectLabels } = trend;
  const units = unitsOf(sources).slice(0, MOST_AXES);
  const axes = units.map((unit, place) => axisOfUnit(trend, unit, place, context));
  const [left, ...right] = axes;
  if (!left) return { data: [], layout: {} };
  const shown = right.slice(0, context.width >= WIDTH_FOR_AXES ? MOST_AXES : 1);
  const labels = hasDirectLabels && right.length === 0 ? directLabels(trend, left.scale, context) : [];
  const labelWidth = Math.max(0, ...labels.map(({ name }) => axisWidth([name], context) + 4));
  const rightWidth = shown.reduce((sum, axis) => sum + axis.width + 2, 0);
  const layout: Partial<Layout> = {
    margin: { ...MARGIN, l: left.width, r: Math.max(10, rightWidth, labelWidth) },
    xaxis: timeAxis(range, context),
    yaxis: left.look,
    ...rightAxes(right, shown.length),
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
    shapes: limitShapes(rules, left.scale, context, { lines: params.showLimits, zones: params.showZones }),
  };
  const lines = sources.flatMap((source, index) =>
    trend.hidden?.has(source.info.topic) ? [] : linesOf(source, index, trend, units, context),
  );
  return {
    data: lines.map(({ data }) => data),
    layout,
    time: {
      from_ms: range.from_ms,
      to_ms: range.to_ms,
      readout: readoutOf(
        lines.map(({ drawn }) => drawn),
        range,
      ),
    },
  };
}

interface UnitAxis {
  scale: Scale;
  look: Partial<LayoutAxis>;
  width: number;
}

function axisOfUnit(trend: Trend, unit: string, place: number, context: FigureContext): UnitAxis {
  const { sources, params } = trend;
  const scale = scaleOf(trend, unit, place === 0);
  const look = valueAxis(scale, unit, params.decimals);
  const own = sources.flatMap((source, index) => (source.info.unit === unit ? [index] : []));
  // An axis of one line among several axes has that line's colour, so that nobody reads the wrong one.
  const isAlone = own.length === 1 && unitsOf(sources).length > 1;
  const color = isAlone ? seriesColor(own[0] ?? 0, context.scheme) : context.tokens.dimmed;
  return { scale, look: { ...look, tickfont: { color, size: 11 } }, width: axisWidth(look.ticktext, context) };
}

/** Each further unit has its axis to the right of the last; those without room keep their scale and lose their texts. */
function rightAxes(axes: readonly UnitAxis[], shown: number): Partial<Layout> {
  let shift = 0;
  const entries = axes.map((axis, place) => {
    const isShown = place < shown;
    const look = {
      ...axis.look,
      overlaying: "y" as const,
      side: "right" as const,
      showgrid: false,
      fixedrange: true,
      zeroline: false,
      ticks: "" as const,
      showticklabels: isShown,
      ...(place > 0 && isShown ? { anchor: "free" as const, position: 1, shift } : {}),
    };
    if (isShown) shift += axis.width + 2;
    return [`yaxis${place + 2}`, look];
  });
  return Object.fromEntries(entries) as Partial<Layout>; // names that plotly gives to axes
}

function unitsOf(sources: readonly Source[]): string[] {
  const units = [...new Set(sources.map(({ info }) => info.unit))];
  return units.length > 0 ? units : [""];
}

function axisName(source: Source, units: string[]): string {
  const place = Math.min(Math.max(units.indexOf(source.info.unit), 0), MOST_AXES - 1);
  return place === 0 ? "y" : `y${place + 1}`;
}

function isSwitch(source: Source): boolean {
  return source.info.dataType === "boolean";
}

interface Line {
  data: Partial<Data>;
  drawn: DrawnLine;
}

/** A source's line, below it that of the earlier period. */
function linesOf(source: Source, index: number, trend: Trend, units: string[], context: FigureContext): Line[] {
  const now = line(source, source.series, index, trend, units, context, false);
  if (!source.before) return [now];
  const before = shifted(source.before.series, source.before.shift_ms);
  return [line(source, before, index, trend, units, context, true), now];
}

function line(
  source: Source,
  series: Series,
  index: number,
  { params, beforeName }: Trend,
  units: string[],
  context: FigureContext,
  isBefore: boolean,
): Line {
  const { info, label } = source;
  const limit = gapLimit(series.ts, { expected_s: info.expected_s, isReduced: series.isReduced });
  const { ts, value } = withGaps(series, limit);
  const color = seriesColor(index, context.scheme);
  const isStep = params.style === "step" || isSwitch(source);
  const name = isBefore ? (beforeName?.(label) ?? label) : label;
  return {
    data: {
      type: "scatter",
      mode: params.style === "points" ? "markers" : "lines",
      name: escapeHtml(name),
      x: ts,
      y: value,
      yaxis: axisName(source, units) as "y", // plotly's types know no names with numbers
      connectgaps: false,
      ...(isBefore ? { opacity: 0.55 } : {}),
      line: {
        color,
        width: isBefore ? 1.25 : 1.75,
        dash: isBefore ? "dash" : seriesDash(index),
        shape: isStep ? "hv" : "linear",
        simplify: true,
      },
      marker: { color, size: 4 },
      ...(params.style === "area" && !isBefore ? { fill: "tozeroy" as const, fillcolor: `${color}22` } : {}),
      hoverinfo: "skip",
    },
    drawn: {
      name,
      color,
      unit: isSwitch(source) ? "" : info.unit,
      decimals: info.dataType === "long" ? 0 : params.decimals,
      ts,
      value,
      isStep,
      isFaint: isBefore,
      ...(isSwitch(source) ? { words: (one: number) => (one >= 0.5 ? "on" : "off") } : {}),
    },
  };
}

function scaleOf({ sources, params, rules, range, hidden }: Trend, unit: string, isFirst: boolean): Scale {
  const own = sources.filter(({ info }) => info.unit === unit && !hidden?.has(info.topic));
  if (own.length > 0 && own.every(isSwitch)) return { low: -0.1, high: 1.1, ticks: [0, 1], decimals: 0 };
  return scaleAround(valuesIn(own, range), {
    // The ends that were set are those of the first axis; the same numbers mean nothing in another unit.
    min: isFirst ? params.min : null,
    max: isFirst ? params.max : null,
    rules: isFirst && (params.showLimits || params.showZones) ? rules : [],
    fromZero: params.style === "area",
  });
}

function* valuesIn(sources: readonly Source[], range: ResolvedRange): Generator<number | null> {
  for (const { series, before } of sources) {
    for (let i = 0; i < series.ts.length; i += 1) {
      const at = series.ts[i] ?? 0;
      if (at >= range.from_ms && at <= range.to_ms) yield series.value[i] ?? null;
    }
    if (before) yield* before.series.value;
  }
}

function directLabels({ sources, hidden }: Trend, scale: Scale, { scheme, height }: FigureContext) {
  const known = sources
    .map((source, index) => ({ source, index, value: lastValue(source) }))
    .filter(({ source, value }) => value !== null && !hidden?.has(source.info.topic));
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

export function lastValue(source: Source): number | null {
  return source.series.value.findLast((value) => value !== null) ?? numberOf(source.latest?.value);
}
