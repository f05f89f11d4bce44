import type { TFunction } from "i18next";
import type { Data, Layout } from "plotly.js";
import template from "@/shared/charts/chartTemplate.json";
import { niceScale } from "@/shared/charts/niceScale";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { timeLocale } from "@/shared/i18n/i18n";
import { momentText } from "@/shared/time/format";
import { axisWidth, escapeHtml, shortened, timeAxis } from "../../charts/axes";
import { type Decimals, formatNumber } from "../../data/format";
import type { Statistic } from "../../data/levels";
import { placeOf } from "../../data/series";
import type { Source } from "../../data/source";
import type { ResolvedRange } from "../../time/timeRange";
import type { TableOfWidget, WidgetProps } from "../widget";

export interface HeatParams {
  by: "weekday" | "date" | "sources";
  statistic: Statistic;
  min: number | null;
  max: number | null;
  decimals: Decimals;
}

/** A matrix with names at its sides. */
export interface Matrix {
  rows: string[];
  /** Starts of columns in milliseconds, for a matrix over time; else the 24 hours. */
  starts: number[] | null;
  ends: number[];
  value: (number | null)[][];
}

/** Rows from the first source's hours, or one for each source. */
export function matrixOf(sources: readonly Source[], { by, statistic }: Pick<HeatParams, "by" | "statistic">): Matrix {
  if (by === "sources") {
    const bins = sources.find(({ levels }) => levels?.bins)?.levels?.bins;
    return {
      rows: sources.map(({ label }) => label),
      starts: bins?.ts ?? [],
      ends: bins?.end ?? [],
      value: sources.map(({ levels }) => levels?.bins?.[statistic] ?? []),
    };
  }
  const hours = sources[0]?.levels?.hours;
  return { rows: (hours?.rows ?? []).map(rowName), starts: null, ends: [], value: hours?.value ?? [] };
}

/** 0 is Monday, as the server counts; anything else is a date. */
function rowName(row: number | string): string {
  const locale = timeLocale();
  if (typeof row === "number") {
    // 2024-01-01 was a Monday.
    return new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + row));
  }
  const form = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, form).format(Date.parse(`${row}T00:00:00Z`));
}

export function heatFigure(
  sources: readonly Source[],
  params: HeatParams,
  range: ResolvedRange,
  context: FigureContext,
): Figure {
  const { rows, starts, ends, value } = matrixOf(sources, params);
  const known = value.flat().filter((one) => one !== null);
  const low = params.min ?? (known.length > 0 ? Math.min(...known) : 0);
  const high = params.max ?? (known.length > 0 ? Math.max(...known) : 1);
  const scale = niceScale({ low, high: Math.max(high, low), fixedLow: params.min, fixedHigh: params.max });
  const unit = params.statistic === "count" ? "" : (sources[0]?.info.unit ?? "");
  const write = (one: number | null) =>
    one === null ? "–" : `${formatNumber(one, params.decimals)} ${escapeHtml(unit)}`.trim();
  const { tokens, width } = context;
  const ticktext = scale.ticks.map((tick, i) => {
    const text = formatNumber(tick, scale.decimals);
    return i === scale.ticks.length - 1 && unit ? `${text} ${escapeHtml(unit)}` : text;
  });
  const barWidth = width >= 320 ? axisWidth(ticktext, context) + 22 : 0;
  const names = rows.map((name) => escapeHtml(shortened(name)));
  const trace: Partial<Data> = {
    type: "heatmap",
    z: value,
    // Borders of the columns, one more than there are columns.
    x: starts ? [...starts, ends.at(-1) ?? 0] : Array.from({ length: 25 }, (_, hour) => hour),
    y: rows.map((_, i) => i),
    zmin: scale.low,
    zmax: scale.high,
    colorscale: colorsOf(context),
    hoverongaps: false,
    xgap: value.length > 0 && (starts?.length ?? 24) < width / 8 ? 1 : 0,
    ygap: 1,
    showscale: barWidth > 0,
    colorbar: {
      thickness: 8,
      len: 1,
      outlinewidth: 0,
      x: 1,
      xpad: 8,
      ypad: 0,
      tickvals: scale.ticks,
      ticktext,
      tickfont: { color: tokens.dimmed, size: 11 },
    },
    ...(starts
      ? { hoverinfo: "skip" }
      : {
          hovertext: value.map((row, i) =>
            row.map((one, hour) => `${names[i] ?? ""}, ${clock(hour)} – ${clock(hour + 1)}<br>${write(one)}`),
          ) as unknown as string[], // plotly takes a matrix here, its types only a list
          hoverinfo: "text",
        }),
  };
  const layout: Partial<Layout> = {
    hovermode: "closest",
    margin: { t: 4, b: 22, l: Math.min(axisWidth(names, context), width * 0.4), r: 8 + barWidth },
    xaxis: starts
      ? timeAxis(range, context)
      : {
          type: "linear",
          range: [0, 24],
          tickmode: "array",
          tickvals: [0, 6, 12, 18, 24],
          ticktext: [0, 6, 12, 18, 24].map(clock),
          fixedrange: true,
        },
    yaxis: {
      type: "linear",
      tickmode: "array",
      ...everyFew(names, context.height),
      range: [rows.length - 0.5, -0.5],
      showgrid: false,
      fixedrange: true,
    },
  };
  if (!starts) return { data: [trace], layout };
  const readout = (at_ms: number) => {
    const column = placeOf(starts, at_ms + 1) - 1;
    return {
      title: momentText(starts[column] ?? at_ms),
      rows: sources.map(({ label }, i) => ({
        name: label,
        color: tokens.accent,
        text: write(value[i]?.[column] ?? null),
      })),
    };
  };
  return { data: [trace], layout, time: { from_ms: range.from_ms, to_ms: range.to_ms, readout } };
}

/** Names that have room. */
function everyFew(names: readonly string[], height: number) {
  const step = Math.max(1, Math.ceil((names.length * 13) / Math.max(height - 26, 1)));
  const places = names.flatMap((_, i) => (i % step === 0 ? [i] : []));
  return { tickvals: places, ticktext: places.map((i) => names[i] ?? "") };
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** One hue from the ground to the full colour: more is darker on white and brighter on black. */
function colorsOf({ scheme }: FigureContext): [number, string][] {
  const colors = template.heat[scheme];
  return colors.map((color, place) => [place / (colors.length - 1), color]);
}

export function heatTable(
  { sources, params }: Pick<WidgetProps<HeatParams>, "sources" | "params">,
  t: TFunction<"dashboards">,
): TableOfWidget {
  const { rows, starts, value } = matrixOf(sources, params);
  const unit = params.statistic === "count" ? "" : (sources[0]?.info.unit ?? "");
  if (starts) {
    return {
      columns: [{ label: t("table.from"), isText: true }, ...rows.map((label) => ({ label, unit }))],
      rows: starts.map((at, i) => [momentText(at), ...value.map((row) => row[i] ?? null)]).reverse(),
    };
  }
  return {
    columns: [{ label: t("table.time"), isText: true }, ...rows.map((label) => ({ label, unit }))],
    rows: Array.from({ length: 24 }, (_, hour) => [clock(hour), ...value.map((row) => row[hour] ?? null)]),
  };
}
