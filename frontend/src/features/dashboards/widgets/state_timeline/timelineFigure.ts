import type { TFunction } from "i18next";
import type { Data } from "plotly.js";
import type { ChartTokens, ColorScheme } from "@/shared/charts/chartTemplate";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { textWidth } from "@/shared/charts/textWidth";
import { momentText } from "@/shared/time/format";
import { axisWidth, escapeHtml, shortened, timeAxis } from "../../charts/axes";
import { type State, StateColors, stateOf } from "../../charts/stateColors";
import type { Decimals } from "../../data/format";
import type { Run } from "../../data/levels";
import type { Mapping } from "../../data/mappings";
import type { Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import type { ResolvedRange } from "../../time/timeRange";
import { durationText } from "../pie/slices";
import type { TableOfWidget, WidgetProps } from "../widget";

export interface TimelineParams {
  showTexts: boolean;
  mappings: readonly Mapping[];
  decimals: Decimals;
}

export interface Stretch {
  from_ms: number;
  to_ms: number;
  state: State;
  isBad: boolean;
}

/** A source's states one after the other; neighbours that are called alike are one. */
export function stretchesOf(source: Source, params: TimelineParams, rules: readonly Rule[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { from_ms, to_ms, value, quality } of runsOf(source)) {
    const state = stateOf(value, { mappings: params.mappings, rules, decimals: params.decimals });
    const last = stretches.at(-1);
    const isBad = quality >= 2;
    if (last && last.to_ms === from_ms && last.state.key === state.key && last.isBad === isBad) last.to_ms = to_ms;
    else stretches.push({ from_ms, to_ms, state, isBad });
  }
  return stretches;
}

/** Measured numbers come in short stretches with their last value. */
function runsOf({ levels }: Source): Run[] {
  const runs = levels?.runs?.runs ?? [];
  const { bins } = levels ?? {};
  if (runs.length > 0 || !bins) return runs;
  return bins.ts.flatMap((from_ms, i) => {
    const value = bins.last?.[i];
    const to_ms = bins.end[i] ?? from_ms;
    return typeof value === "number" ? [{ from_ms, to_ms, value, quality: 0 }] : [];
  });
}

/** The states of all sources, each once, with their colours. */
export function statesOf(
  rows: readonly (readonly Stretch[])[],
  scheme: ColorScheme,
  tokens: Pick<ChartTokens, "levels" | "dimmed" | "accent">,
): { state: State; color: string }[] {
  const colors = new StateColors(scheme);
  const known = new Map<string, { state: State; color: string }>();
  for (const { state } of rows.flat()) {
    if (!known.has(state.key)) known.set(state.key, { state, color: colors.of(state, tokens) });
  }
  return [...known.values()];
}

const TEXT_ROOM_PX = 10;

export function timelineFigure(
  sources: readonly Source[],
  params: TimelineParams,
  rules: readonly Rule[],
  range: ResolvedRange,
  context: FigureContext,
): Figure {
  const rows = sources.map((source) => stretchesOf(source, params, rules));
  const names = sources.map(({ label }) => escapeHtml(shortened(label)));
  const left = sources.length > 1 ? Math.min(axisWidth(names, context), context.width * 0.35) : 8;
  const plotWidth = Math.max(1, context.width - left - 10);
  const pixels = (ms: number) => (ms / (range.to_ms - range.from_ms)) * plotWidth;
  const data = statesOf(rows, context.scheme, context.tokens).map(({ state, color }): Partial<Data> => {
    const own = rows.flatMap((stretches, row) =>
      stretches.filter((one) => one.state.key === state.key).map((one) => ({ ...one, row })),
    );
    const seen = own.map((one) => ({
      ...one,
      from_ms: Math.max(one.from_ms, range.from_ms),
      to_ms: Math.min(one.to_ms, range.to_ms),
    }));
    const width = textWidth(state.text, context.tokens.font) + TEXT_ROOM_PX;
    return {
      type: "bar",
      orientation: "h",
      name: escapeHtml(state.text),
      y: seen.map(({ row }) => row),
      base: seen.map(({ from_ms }) => from_ms),
      x: seen.map(({ from_ms, to_ms }) => Math.max(0, to_ms - from_ms)),
      width: 0.72,
      marker: {
        color,
        line: { width: 0 },
        pattern: { shape: seen.map(({ isBad }) => (isBad ? "/" : "")), solidity: 0.3, fgcolor: context.tokens.ground },
      },
      // A text that would be cut says nothing; the pointer and the table say it.
      text: seen.map(({ from_ms, to_ms }) =>
        params.showTexts && pixels(to_ms - from_ms) >= width ? escapeHtml(state.text) : "",
      ),
      textposition: "inside",
      insidetextanchor: "start",
      textangle: 0,
      constraintext: "none",
      textfont: { size: 11, color: isPale(color) ? "#1d232b" : "#ffffff" },
      hoverinfo: "skip",
    };
  });
  const readout = (at_ms: number) => ({
    title: momentText(at_ms),
    rows: rows.map((stretches, row) => {
      const one = stretches.find(({ from_ms, to_ms }) => at_ms >= from_ms && at_ms < to_ms);
      const colors = statesOf(rows, context.scheme, context.tokens);
      return {
        name: sources[row]?.label ?? "",
        color: colors.find(({ state }) => state.key === one?.state.key)?.color ?? context.tokens.line,
        text: one ? `${one.state.text || "✓"} (${durationText(one.to_ms - one.from_ms)})` : "–",
      };
    }),
  });
  return {
    data,
    layout: {
      barmode: "overlay",
      margin: { t: 4, b: 22, l: left, r: 10 },
      xaxis: timeAxis(range, context),
      yaxis: {
        type: "linear",
        tickmode: "array",
        tickvals: sources.length > 1 ? names.map((_, i) => i) : [],
        ticktext: sources.length > 1 ? names : [],
        range: [sources.length - 0.5, -0.5],
        showgrid: false,
        fixedrange: true,
      },
    },
    time: { from_ms: range.from_ms, to_ms: range.to_ms, readout },
  };
}

/** Whether dark letters read better on the colour. */
function isPale(color: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b > 150;
}

const MOST_ROWS = 500;

export function timelineTable(
  { sources, params, rules }: Pick<WidgetProps<TimelineParams>, "sources" | "params" | "rules">,
  t: TFunction<"dashboards">,
): TableOfWidget {
  const rows = sources.flatMap((source) =>
    stretchesOf(source, params, rules).map((stretch) => ({ ...stretch, label: source.label })),
  );
  rows.sort((a, b) => b.from_ms - a.from_ms);
  return {
    columns: [
      { label: t("table.name"), isText: true },
      { label: t("table.state"), isText: true },
      { label: t("table.from"), isText: true },
      { label: t("table.duration") },
    ],
    rows: rows
      .slice(0, MOST_ROWS)
      .map(({ label, state, from_ms, to_ms, isBad }) => [
        label,
        [state.text || t("state.normal"), isBad && t("state.bad")].filter(Boolean).join(", "),
        momentText(from_ms),
        durationText(to_ms - from_ms),
      ]),
  };
}
