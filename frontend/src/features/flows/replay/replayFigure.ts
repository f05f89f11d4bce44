import { niceScale } from "@/shared/charts/niceScale";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { timeTicks } from "@/shared/charts/timeTicks";
import { formatNumber } from "@/shared/values/format";
import type { Stretch } from "./curves";
import type { ReplayCurve } from "./queries";

const DAY_MS = 86_400_000;

/** One side of the picture: its curve, and when its alarms stood. */
export interface Trace {
  readonly name: string;
  readonly curve: ReplayCurve | undefined;
  readonly raised: readonly Stretch[];
}

interface Picture {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly here: Trace;
  readonly there: Trace | null;
}

/** Both curves over the same time, and above them a lane of alarms for each side. */
export function replayFigure({ start_ms, end_ms, here, there }: Picture, context: FigureContext): Figure {
  const sides = there ? [here, there] : [here];
  const values = sides.flatMap(({ curve }) => curve?.value ?? []);
  const [low, high] = values.length ? [least(values), greatest(values)] : [0, 1];
  const scale = niceScale({ low, high });
  const ticks = timeTicks(start_ms, end_ms, context.width < 420 ? 3 : 5);
  const ticktext = scale.ticks.map((tick) => formatNumber(tick, scale.decimals));
  return {
    // The one that is compared with lies below, wider and paler, so that equal curves show as one with a rim.
    data: [...sides.entries()].reverse().map(([index, { name, curve }]) => ({
      type: "scatter",
      mode: (curve?.ts.length ?? 0) < 60 ? "lines+markers" : "lines",
      x: curve?.ts ?? [],
      y: curve?.value ?? [],
      name,
      marker: { size: 4, color: seriesColor(index, context.scheme) },
      line: { color: seriesColor(index, context.scheme), width: index === 0 ? 1.5 : 3.5 },
      opacity: index === 0 ? 1 : 0.55,
      hovertemplate: `${escapeHtml(name)}: %{y}<extra></extra>`,
    })),
    layout: {
      margin: { l: Math.max(0, ...ticktext.map((text) => text.length)) * 6.4 + 14, r: 12, t: 4, b: 24 },
      shapes: sides.flatMap(({ raised }, index) =>
        raised.map(({ from_ms, to_ms }) => ({
          type: "rect" as const,
          xref: "x" as const,
          yref: "paper" as const,
          x0: from_ms,
          x1: to_ms,
          y0: laneOf(index),
          y1: laneOf(index) + LANE,
          fillcolor: seriesColor(index, context.scheme),
          // A short alarm in a long range is still a line.
          line: { color: seriesColor(index, context.scheme), width: 1 },
        })),
      ),
      xaxis: {
        range: [start_ms, end_ms],
        tickmode: "array",
        tickvals: ticks.at_ms,
        ticktext: ticks.text,
        hoverformat: end_ms - start_ms > DAY_MS ? "%e %b %H:%M" : "%H:%M:%S",
      },
      yaxis: {
        domain: [0, 0.86],
        range: [scale.low, scale.high],
        tickmode: "array",
        tickvals: scale.ticks,
        ticktext,
      },
    },
  };
}

const LANE = 0.035;

function laneOf(index: number): number {
  return index === 0 ? 0.96 : 0.905;
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
}

/** Names are other people's texts, and plotly reads a little HTML in them. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
