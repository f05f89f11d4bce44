import type { Metric } from "@/shared/api/types";
import { gapLimit, withGaps } from "@/shared/charts/gaps";
import { niceScale } from "@/shared/charts/niceScale";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { timeTicks } from "@/shared/charts/timeTicks";
import { formatNumber } from "@/shared/values/format";
import type { Trail } from "./trail";

interface MetricPicture {
  metric: Metric;
  trail: Trail;
  from_ms: number;
  to_ms: number;
  isReduced: boolean;
}

const DAY_MS = 86_400_000;

/** One metric over time, with its limits. */
export function metricFigure(
  { metric, trail, from_ms, to_ms, isReduced }: MetricPicture,
  context: FigureContext,
): Figure {
  const { ts, value } = withGaps(trail, gapLimit(trail.ts, { expected_s: metric.expected_interval_s, isReduced }));
  const isSwitch = metric.data_type === "boolean";
  const limits = [metric.low, metric.high].filter((limit) => limit !== null);
  const [low, high] = trail.value.length > 0 ? [Math.min(...trail.value), Math.max(...trail.value)] : [0, 1];
  const span = Math.max(high - low, Math.abs(high) * 0.05);
  // A limit far away would flatten the line.
  const near = limits.filter((limit) => limit <= high + span && limit >= low - span);
  const scale = niceScale({ low: Math.min(low, ...near), high: Math.max(high, ...near) });
  const ticks = timeTicks(from_ms, to_ms, context.width < 420 ? 3 : 5);
  const ticktext = scale.ticks.map((tick) => formatNumber(tick, scale.decimals));
  const color = seriesColor(0, context.scheme);
  return {
    data: [
      {
        type: "scatter",
        mode: "lines",
        x: ts,
        y: value,
        connectgaps: false,
        line: { color, width: 1.75, shape: isSwitch ? "hv" : "linear" },
        hovertemplate: `%{y}${metric.unit ? ` ${escapeHtml(metric.unit)}` : ""}<extra></extra>`,
      },
    ],
    layout: {
      margin: { l: Math.max(...ticktext.map((text) => text.length)) * 6.4 + 14, r: 12, t: 8, b: 24 },
      xaxis: {
        range: [from_ms, to_ms],
        tickmode: "array",
        tickvals: ticks.at_ms,
        ticktext: ticks.text,
        hoverformat: to_ms - from_ms > DAY_MS ? "%e %b %H:%M" : "%H:%M:%S",
      },
      yaxis: isSwitch
        ? { range: [-0.1, 1.1], tickmode: "array", tickvals: [0, 1], ticktext: ["Off", "On"] }
        : { range: [scale.low, scale.high], tickmode: "array", tickvals: scale.ticks, ticktext },
      shapes: near.map((limit) => ({
        type: "line",
        xref: "paper",
        x0: 0,
        x1: 1,
        y0: limit,
        y1: limit,
        line: { color: context.tokens.levels.major, width: 1, dash: "dash" },
      })),
    },
  };
}

/** Units are other people's texts, and plotly reads a little HTML in them. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
