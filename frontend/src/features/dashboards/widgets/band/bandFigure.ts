import type { Data } from "plotly.js";
import { gapLimit } from "@/shared/charts/gaps";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { axisWidth, escapeHtml, limitShapes, MARGIN, scaleAround, timeAxis, valueAxis } from "../../charts/axes";
import { type DrawnLine, readoutOf } from "../../charts/readout";
import { type Decimals, formatNumber } from "../../data/format";
import type { Bins } from "../../data/levels";
import type { Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import type { ResolvedRange } from "../../time/timeRange";

export interface BandParams {
  showAverage: boolean;
  min: number | null;
  max: number | null;
  decimals: Decimals;
  showLimits: boolean;
  showZones: boolean;
}

interface Band {
  sources: readonly Source[];
  params: BandParams;
  rules: readonly Rule[];
  range: ResolvedRange;
}

interface Point {
  at: number;
  min: number;
  max: number;
  avg: number;
}

/** Bins with data, in stretches without a gap. */
export function stretches(bins: Bins | undefined, expected_s: number | null): Point[][] {
  if (!bins) return [];
  const points = bins.ts.flatMap((ts, i): Point[] => {
    const [min, max, avg] = [bins.min?.[i], bins.max?.[i], bins.avg?.[i]];
    if (typeof min !== "number" || typeof max !== "number" || typeof avg !== "number") return [];
    return [{ at: (ts + (bins.end[i] ?? ts)) / 2, min, max, avg }];
  });
  const usual = gapLimit(
    points.map(({ at }) => at),
    { expected_s, isReduced: false },
  );
  const limit = Math.max(usual, bins.width_s * 1000 * 1.5);
  const parts: Point[][] = [];
  for (const point of points) {
    const last = parts.at(-1);
    const before = last?.at(-1);
    if (last && before && point.at - before.at <= limit) last.push(point);
    else parts.push([point]);
  }
  return parts;
}

export function bandFigure({ sources, params, rules, range }: Band, context: FigureContext): Figure {
  const drawnBands = sources.map((source) => stretches(source.levels?.bins, source.info.expected_s));
  const all = drawnBands.flat(2);
  const scale = scaleAround(
    all.flatMap(({ min, max }) => [min, max]),
    { min: params.min, max: params.max, rules: params.showLimits || params.showZones ? rules : [] },
  );
  const unit = sources[0]?.info.unit ?? "";
  const look = valueAxis(scale, unit, params.decimals);
  const lines: DrawnLine[] = [];
  const data = sources.flatMap((source, index): Partial<Data>[] => {
    const parts = drawnBands[index] ?? [];
    const color = seriesColor(index, context.scheme);
    const name = escapeHtml(source.label);
    const ts = parts.flatMap((part) => [...part.map(({ at }) => at), (part.at(-1)?.at ?? 0) + 1]);
    const along = (pick: (point: Point) => number) => parts.flatMap((part) => [...part.map(pick), null]);
    lines.push(line(source, color, params, ts, parts));
    return [
      {
        type: "scatter",
        mode: "lines",
        name,
        // Around each stretch and back; a hole between two of them.
        x: parts.flatMap((part) => [...part.map(({ at }) => at), ...part.map(({ at }) => at).reverse(), null]),
        y: parts.flatMap((part) => [...part.map(({ max }) => max), ...part.map(({ min }) => min).reverse(), null]),
        fill: "toself",
        fillcolor: `${color}33`,
        line: { color, width: 0.5 },
        hoverinfo: "skip",
      },
      ...(params.showAverage
        ? [
            {
              type: "scatter" as const,
              mode: "lines" as const,
              name,
              x: ts,
              y: along(({ avg }) => avg),
              connectgaps: false,
              line: { color, width: 1.75 },
              hoverinfo: "skip" as const,
            },
          ]
        : []),
    ];
  });
  return {
    data,
    layout: {
      margin: { ...MARGIN, l: axisWidth(look.ticktext, context), r: 10 },
      xaxis: timeAxis(range, context),
      yaxis: look,
      shapes: limitShapes(rules, scale, context, { lines: params.showLimits, zones: params.showZones }),
    },
    time: { from_ms: range.from_ms, to_ms: range.to_ms, readout: readoutOf(lines, range) },
  };
}

/** “42.1 (38.0 – 45.3)”: the average and what it lies between. */
function line(source: Source, color: string, { decimals }: BandParams, ts: number[], parts: Point[][]): DrawnLine {
  const points = parts.flatMap((part): (Point | null)[] => [...part, null]);
  const write = (value: number) => formatNumber(value, decimals);
  return {
    name: source.label,
    color,
    unit: source.info.unit,
    decimals,
    ts,
    value: points.map((point) => point?.avg ?? null),
    words: (avg) => {
      const point = points.find((one) => one?.avg === avg);
      return point ? `${write(avg)} (${write(point.min)} – ${write(point.max)})` : write(avg);
    },
  };
}
