import type { ColorScheme } from "@/shared/charts/chartTemplate";
import { gapLimit, withGaps } from "@/shared/charts/gaps";
import { niceScale } from "@/shared/charts/niceScale";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { type TimeTicks, timeTicks } from "@/shared/charts/timeTicks";
import { formatNumber } from "@/shared/values/format";
import type { QueryAnswer } from "../types";
import { colorOf, dashOf, type Line } from "./look";
import type { WallClock } from "./wallClock";

const DAY_MS = 86_400_000;

export interface QueryPicture {
  answer: QueryAnswer;
  clock: WallClock;
  lines: readonly Line[];
  nameOf: (line: Line) => string;
}

/** All lines of one unit. */
export function queryFigure({ answer, clock, lines, nameOf }: QueryPicture, context: FigureContext): Figure {
  const { width_s, shift_ms } = answer;
  const from_ms = clock.shown(answer.from_ms);
  const to_ms = clock.shown(answer.to_ms);
  const [low, high] = boundsOf(lines);
  const scale = niceScale({ low, high });
  const ticks = timeTicks(from_ms, to_ms, context.width < 420 ? 3 : 5);
  const inside = withoutEdge(ticks, { from_ms, to_ms });
  const ticktext = scale.ticks.map((tick) => formatNumber(tick, scale.decimals));
  return {
    data: lines.map((line) => traceOf(line, { width_s, shift_ms, clock, name: nameOf(line), scheme: context.scheme })),
    layout: {
      margin: { l: Math.max(0, ...ticktext.map((text) => text.length)) * 6.4 + 14, r: 12, t: 8, b: 24 },
      xaxis: {
        range: [from_ms, to_ms],
        tickmode: "array",
        tickvals: inside.at_ms,
        ticktext: inside.text,
        hoverformat: to_ms - from_ms > DAY_MS ? "%e %b %H:%M" : "%H:%M:%S",
      },
      yaxis: { range: [scale.low, scale.high], tickmode: "array", tickvals: scale.ticks, ticktext },
    },
  };
}

/** A time right at the left border would be written over the lowest value. */
function withoutEdge(ticks: TimeTicks, { from_ms, to_ms }: { from_ms: number; to_ms: number }): TimeTicks {
  const first = ticks.at_ms[0];
  const isAtEdge = first !== undefined && (first - from_ms) / Math.max(to_ms - from_ms, 1) < 0.025;
  return isAtEdge ? { at_ms: ticks.at_ms.slice(1), text: ticks.text.slice(1) } : ticks;
}

interface TraceLook {
  width_s: number | null;
  shift_ms: number | null;
  clock: WallClock;
  name: string;
  scheme: ColorScheme;
}

function traceOf(line: Line, { width_s, shift_ms, clock, name, scheme }: TraceLook): Figure["data"][number] {
  const shift = line.series.is_before ? (shift_ms ?? 0) : 0;
  const points = { ts: line.series.ts.map((ts) => clock.shown(ts + shift)), value: line.values };
  // Empty buckets are left out by the server, so a step wider than one bucket is a gap.
  const limit = width_s
    ? width_s * 1_500
    : gapLimit(points.ts, { expected_s: line.metric.expected_interval_s, isReduced: line.series.reduced });
  const { ts, value } = withGaps(points, limit);
  return {
    type: "scatter",
    mode: isSparse(value) ? "lines+markers" : "lines",
    x: ts,
    y: value,
    name: escapeHtml(name),
    connectgaps: false,
    opacity: line.series.is_before ? 0.65 : 1,
    marker: { size: 4, color: colorOf(line, scheme) },
    line: {
      color: colorOf(line, scheme),
      width: 1.75,
      dash: dashOf(line),
      shape: line.metric.data_type === "boolean" && line.series.function === "raw" ? "hv" : "linear",
    },
    hovertemplate: `${escapeHtml(name)}: %{y}${line.unit ? ` ${escapeHtml(line.unit)}` : ""}<extra></extra>`,
  };
}

/** A point with gaps on both sides would not be seen as a line. */
function isSparse(value: readonly (number | null)[]): boolean {
  return value.length < 60;
}

function boundsOf(lines: readonly Line[]): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    for (const value of line.values) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Names and units are other people's texts, and plotly reads a little HTML in them. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
