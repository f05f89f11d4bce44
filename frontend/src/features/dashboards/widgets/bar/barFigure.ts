import type { Data, Layout } from "plotly.js";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import {
  axisWidth,
  escapeHtml,
  limitShapes,
  MARGIN,
  nameAxis,
  scaleAround,
  shortened,
  timeAxis,
  valueAxis,
} from "../../charts/axes";
import { type DrawnLine, readoutOf } from "../../charts/readout";
import { type Decimals, formatNumber } from "../../data/format";
import type { Bins, Levels, Statistic } from "../../data/levels";
import { numberOf, type Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import type { ResolvedRange } from "../../time/timeRange";

export interface BarParams {
  by: "time" | "sources";
  statistic: Statistic | "latest";
  mode: "grouped" | "stacked";
  isHorizontal: boolean;
  min: number | null;
  max: number | null;
  decimals: Decimals;
  showLimits: boolean;
  showZones: boolean;
}

interface Bar {
  sources: readonly Source[];
  params: BarParams;
  rules: readonly Rule[];
  range: ResolvedRange;
  hidden?: ReadonlySet<string>;
  beforeName?: (name: string) => string;
}

export function barFigure(bar: Bar, context: FigureContext): Figure {
  return bar.params.by === "sources" ? bySources(bar, context) : byTime(bar, context);
}

/** Bins know no newest value; their last one is that. */
export function binStatistic(statistic: BarParams["statistic"]): Statistic {
  return statistic === "latest" ? "last" : statistic;
}

/** A count has no unit, whatever was counted. */
export function unitOf(source: Source | undefined, statistic: BarParams["statistic"]): string {
  return statistic === "count" ? "" : (source?.info.unit ?? "");
}

interface Columns {
  source: Source;
  index: number;
  isBefore: boolean;
  ts: number[];
  end: number[];
  value: (number | null)[];
}

function columnsOf(bins: Bins | undefined, statistic: Statistic, shift_ms: number) {
  return {
    ts: (bins?.ts ?? []).map((at) => at + shift_ms),
    end: (bins?.end ?? []).map((at) => at + shift_ms),
    value: bins?.[statistic] ?? [],
  };
}

function byTime({ sources, params, rules, range, hidden, beforeName }: Bar, context: FigureContext): Figure {
  const statistic = binStatistic(params.statistic);
  const all = sources
    .map((source, index) => ({ source, index }))
    .filter(({ source }) => !hidden?.has(source.info.topic))
    .flatMap(({ source, index }): Columns[] => {
      const now = { source, index, isBefore: false, ...columnsOf(source.levels?.bins, statistic, 0) };
      const { before } = source;
      if (!before) return [now];
      return [{ source, index, isBefore: true, ...columnsOf(before.levels.bins, statistic, before.shift_ms) }, now];
    });
  const isStacked = params.mode === "stacked";
  const scale = scaleAround(isStacked ? sumsOf(all) : all.flatMap(({ value }) => value), {
    min: params.min,
    max: params.max,
    fromZero: params.min === null,
    rules: params.showLimits || params.showZones ? rules : [],
  });
  const unit = unitOf(sources[0], params.statistic);
  const look = valueAxis(scale, unit, params.decimals);
  const lines = all.map((columns) => drawn(columns, params, context, beforeName));
  const layout: Partial<Layout> = {
    margin: { ...MARGIN, l: axisWidth(look.ticktext, context), r: 10 },
    barmode: isStacked ? "relative" : "group",
    bargap: 0.18,
    xaxis: timeAxis(range, context),
    yaxis: look,
    shapes: limitShapes(rules, scale, context, { lines: params.showLimits, zones: params.showZones }),
  };
  const data = all.map(
    ({ index, isBefore, ts, end, value }, place): Partial<Data> => ({
      type: "bar",
      name: escapeHtml(lines[place]?.name ?? ""),
      x: ts.map((at, i) => (at + (end[i] ?? at)) / 2),
      y: value,
      // Before and now stand side by side, not on each other.
      ...(isStacked ? { offsetgroup: isBefore ? "before" : "now" } : {}),
      marker: { color: seriesColor(index, context.scheme) },
      opacity: isBefore ? 0.4 : 1,
      hoverinfo: "skip",
    }),
  );
  return { data, layout, time: { from_ms: range.from_ms, to_ms: range.to_ms, readout: readoutOf(lines, range) } };
}

/** What stacked bars reach up and down to. */
function sumsOf(all: readonly Columns[]): number[] {
  const up = new Map<string, number>();
  for (const { ts, value, isBefore } of all) {
    ts.forEach((at, i) => {
      const one = value[i] ?? 0;
      const key = `${isBefore} ${one < 0} ${at}`;
      up.set(key, (up.get(key) ?? 0) + one);
    });
  }
  return [...up.values()];
}

function drawn(
  { source, index, isBefore, ts, end, value }: Columns,
  { decimals, statistic }: BarParams,
  { scheme }: FigureContext,
  beforeName: Bar["beforeName"],
): DrawnLine {
  return {
    name: isBefore ? (beforeName?.(source.label) ?? source.label) : source.label,
    color: seriesColor(index, scheme),
    unit: unitOf(source, statistic),
    decimals: statistic === "count" ? 0 : decimals,
    // The last bin ends where it ends.
    ts: [...ts, end.at(-1) ?? 0],
    value: [...value, null],
    isStep: true,
    isFaint: isBefore,
  };
}

/** The figure of the whole range, or the newest value. */
export function figureOf(source: Source, statistic: BarParams["statistic"], levels: Levels | undefined): number | null {
  if (statistic === "latest") return numberOf(source.latest?.value);
  return levels?.total?.[statistic] ?? null;
}

function bySources({ sources, params, rules }: Bar, context: FigureContext): Figure {
  const { statistic, decimals, isHorizontal } = params;
  const now = sources.map((source) => figureOf(source, statistic, source.levels));
  const before = sources.map(({ before: earlier }, i) => {
    const source = sources[i];
    return earlier && source && statistic !== "latest" ? figureOf(source, statistic, earlier.levels) : null;
  });
  const hasBefore = before.some((value) => value !== null);
  const scale = scaleAround([...now, ...before], {
    min: params.min,
    max: params.max,
    fromZero: params.min === null,
    rules: params.showLimits ? rules : [],
  });
  const unit = unitOf(sources[0], statistic);
  const look = valueAxis(scale, unit, decimals);
  const names = nameAxis(
    sources.map(({ label }) => label),
    isHorizontal ? { ...context, width: 10_000 } : context,
  );
  const places = sources.map((_, i) => i);
  const trace = (values: (number | null)[], isBefore: boolean): Partial<Data> => ({
    type: "bar",
    orientation: isHorizontal ? "h" : "v",
    x: isHorizontal ? values : places,
    y: isHorizontal ? places : values,
    marker: { color: places.map((i) => seriesColor(i, context.scheme)) },
    opacity: isBefore ? 0.4 : 1,
    width: hasBefore ? undefined : 0.62,
    text: values.map((value) => (value === null || isBefore ? "" : formatNumber(value, decimals))),
    textposition: "auto",
    textfont: { size: 11 },
    cliponaxis: false,
    hovertext: values.map(
      (value, i) =>
        `${escapeHtml(sources[i]?.label ?? "")}: ${value === null ? "–" : `${formatNumber(value, decimals)} ${escapeHtml(unitOf(sources[i], statistic))}`}`,
    ),
    hoverinfo: "text",
  });
  const data = hasBefore ? [trace(before, true), trace(now, false)] : [trace(now, false)];
  const nameWidth = axisWidth(
    sources.map(({ label }) => shortened(label)),
    context,
  );
  return {
    data,
    layout: {
      barmode: "group",
      bargap: 0.3,
      hovermode: "closest",
      margin: {
        ...MARGIN,
        t: 14,
        l: isHorizontal ? Math.min(nameWidth, context.width * 0.45) : axisWidth(look.ticktext, context),
        r: 14,
      },
      xaxis: isHorizontal ? { ...look, type: "linear", fixedrange: true, showgrid: false } : names,
      yaxis: isHorizontal
        ? {
            ...names,
            ticktext: sources.map(({ label }) => escapeHtml(shortened(label))),
            range: [sources.length - 0.5, -0.5],
            showgrid: false,
          }
        : look,
      shapes: isHorizontal
        ? []
        : limitShapes(rules, scale, context, { lines: params.showLimits, zones: params.showZones }),
    },
  };
}
