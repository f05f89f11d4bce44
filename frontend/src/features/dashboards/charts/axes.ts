import type { Layout, LayoutAxis, Shape } from "plotly.js";
import { niceScale, type Scale } from "@/shared/charts/niceScale";
import type { FigureContext } from "@/shared/charts/PlotlyChart";
import { textWidth } from "@/shared/charts/textWidth";
import { timeTicks } from "@/shared/charts/timeTicks";
import { type Decimals, formatNumber } from "../data/format";
import type { Rule } from "../document/dashboardDocument";
import type { ResolvedRange } from "../time/timeRange";

export const MARGIN = { t: 8, b: 22 };

/** Names of devices and metrics are other people's texts, and plotly reads a little HTML in them. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

interface ScaleOptions {
  min: number | null;
  max: number | null;
  /** Bars and areas stand on zero. */
  fromZero?: boolean;
  rules?: readonly Rule[];
}

/** A value axis around all values, with the limits that they come near to. */
export function scaleAround(values: Iterable<number | null | undefined>, options: ScaleOptions): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  const span = Math.max(high - low, Math.abs(high) * 0.05);
  for (const { value } of (options.rules ?? []).filter(isLimit)) {
    // A limit that the values come near to belongs into the picture; a far one would flatten the line.
    if (value > high && value - high <= span) high = value;
    if (value < low && low - value <= span) low = value;
  }
  if (options.fromZero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  return niceScale({ low, high, fixedLow: options.min, fixedHigh: options.max });
}

interface AxisLook {
  range: [number, number];
  tickmode: "array";
  tickvals: number[];
  ticktext: string[];
}

/** At most five round numbers; the unit is said once, at the top. */
export function valueAxis(scale: Scale, unit: string, decimals: Decimals): AxisLook {
  const isOnOff = scale.ticks.length === 2 && scale.low === -0.1;
  const ticktext = isOnOff
    ? ["off", "on"]
    : scale.ticks.map((tick, i) => {
        const number = formatNumber(
          tick,
          Math.max(decimals === null ? 0 : Math.min(decimals, scale.decimals), scale.decimals),
        );
        return i === scale.ticks.length - 1 && unit ? `${number} ${escapeHtml(unit)}` : number;
      });
  // plotly leaves out horizontals on the very edge and cuts lines that run along it in half.
  const edge = (scale.high - scale.low) * 0.015;
  return { range: [scale.low - edge, scale.high + edge], tickmode: "array", tickvals: scale.ticks, ticktext };
}

/** Room for an axis' texts, measured once here so that plotly need not measure on every draw. */
export function axisWidth(texts: readonly string[], { tokens }: FigureContext): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, tokens.font))) + 8;
}

/** A time axis in milliseconds with round times of the shown zone. */
export function timeAxis(
  { from_ms, to_ms }: Pick<ResolvedRange, "from_ms" | "to_ms">,
  { width }: FigureContext,
): Partial<LayoutAxis> {
  // A text at the very end would be cut in half.
  const ticks = timeTicks(from_ms, to_ms - (to_ms - from_ms) * 0.03, width < 300 ? 3 : 5);
  return {
    type: "linear",
    range: [from_ms, to_ms],
    tickmode: "array",
    tickvals: ticks.at_ms,
    ticktext: ticks.text,
  };
}

/** Only these two have a place on an axis and a side. */
function isLimit({ when }: Rule): boolean {
  return when === "above" || when === "below";
}

export interface LimitLook {
  lines: boolean;
  zones: boolean;
}

/** Limits as dashed lines with their text, and what lies beyond them tinted. */
export function limitShapes(
  rules: readonly Rule[],
  scale: Scale,
  { tokens }: FigureContext,
  look: LimitLook,
): Partial<Shape>[] {
  const limits = rules.filter(isLimit);
  const inside = limits.filter((rule) => rule.value >= scale.low && rule.value <= scale.high);
  const zones = look.zones ? limits.flatMap((rule) => zoneOf(rule, limits, scale, tokens.levels[rule.level])) : [];
  const lines = look.lines
    ? inside.map(
        (rule): Partial<Shape> => ({
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
            // Above the line, unless the chart ends there.
            yanchor:
              rule.when === "above" && rule.value < scale.high - (scale.high - scale.low) * 0.12 ? "bottom" : "top",
            padding: 4,
            font: { size: 10, color: tokens.dimmed },
          },
        }),
      )
    : [];
  return [...zones, ...lines];
}

/** From a limit to the next worse one on its side, or to the end of the axis. */
function zoneOf(rule: Rule, rules: readonly Rule[], scale: Scale, color: string): Partial<Shape>[] {
  const isAbove = rule.when === "above";
  const beyond = rules
    .filter((other) => other.when === rule.when && (isAbove ? other.value > rule.value : other.value < rule.value))
    .map(({ value }) => value);
  const end = isAbove ? Math.min(scale.high, ...beyond) : Math.max(scale.low, ...beyond);
  const start = Math.min(Math.max(rule.value, scale.low), scale.high);
  if (isAbove ? end <= start : end >= start) return [];
  return [
    {
      type: "rect",
      layer: "below",
      xref: "paper",
      x0: 0,
      x1: 1,
      yref: "y",
      y0: start,
      y1: end,
      fillcolor: color,
      opacity: 0.1,
      line: { width: 0 },
    },
  ];
}

/** What a plain category axis of names looks like. */
export function nameAxis(names: readonly string[], { tokens, width }: FigureContext): Partial<LayoutAxis> {
  const longest = width < 300 ? 10 : Math.max(8, Math.floor(width / Math.max(1, names.length) / 7));
  return {
    type: "linear",
    tickmode: "array",
    tickvals: names.map((_, i) => i),
    ticktext: names.map((name) => escapeHtml(shortened(name, longest))),
    range: [-0.5, names.length - 0.5],
    fixedrange: true,
    tickfont: { color: tokens.dimmed, size: 11 },
  };
}

/** The end of a path tells more than its beginning. */
export function shortened(label: string, longest = 22): string {
  return label.length > longest ? `…${label.slice(1 - longest)}` : label;
}

export type { Layout };
