import type { TFunction } from "i18next";
import type { ColorScheme } from "@/shared/charts/chartTemplate";
import { seriesColor, seriesDash } from "@/shared/charts/palette";
import { formatNumber } from "@/shared/values/format";
import type { QueryAnswer, QueryMetric, QuerySeries } from "../types";

/** One line of the picture, and what it is called. */
export interface Line {
  key: string;
  series: QuerySeries;
  metric: QueryMetric;
  /** Place in the order of colours; the period before has the colour of its twin. */
  place: number;
  unit: string;
  values: (number | null)[];
}

type Translate = TFunction<"data">;

/** Counts and rates have other units than the samples themselves. */
export function unitOf(series: QuerySeries, metric: QueryMetric, t: Translate): string {
  if (series.function === "count") return t("samples_unit");
  if (series.function === "rate") return `${metric.unit || "1"}/s`;
  return metric.unit;
}

export function linesOf(answer: QueryAnswer, t: Translate): Line[] {
  const metrics = new Map(answer.metrics.map((metric) => [metric.id, metric]));
  const places = new Map<string, number>();
  const lines: Line[] = [];
  for (const series of answer.series) {
    const metric = metrics.get(series.metric);
    // An empty period before is not worth a line.
    if (!metric || (series.is_before && series.ts.length === 0)) continue;
    const twin = `${series.metric} ${series.function}`;
    const place = places.get(twin) ?? places.size;
    places.set(twin, place);
    lines.push({
      key: `${twin} ${series.is_before}`,
      series,
      metric,
      place,
      unit: unitOf(series, metric, t),
      values: series.value.map(numberOrNull),
    });
  }
  return lines;
}

function numberOrNull(value: unknown): number | null {
  if (typeof value === "number") return value;
  return typeof value === "boolean" ? Number(value) : null;
}

export function nameOf(line: Line, answer: QueryAnswer, t: Translate): string {
  const hasOneDevice = answer.metrics.every((metric) => metric.device_id === answer.metrics[0]?.device_id);
  const metric = hasOneDevice ? line.metric.path : `${line.metric.device} · ${line.metric.path}`;
  const isOnly = new Set(answer.series.map((series) => series.function)).size === 1;
  const what = isOnly ? metric : `${metric} · ${t(`function.${line.series.function}`)}`;
  return line.series.is_before ? t("before", { name: what }) : what;
}

export function colorOf(line: Line, scheme: ColorScheme): string {
  return seriesColor(line.place, scheme);
}

export function dashOf(line: Line): "solid" | "dash" | "dot" {
  return line.series.is_before ? "dot" : seriesDash(line.place);
}

/** Lines of one unit share a picture, so that no two scales are mixed up. */
export function byUnit(lines: readonly Line[]): [unit: string, lines: Line[]][] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(line.unit, [...(groups.get(line.unit) ?? []), line]);
  return [...groups];
}

export interface TableRow {
  at_ms: number;
  cells: (string | number | null)[];
}

/** A row for each moment that any line knows; the period before is put over the present one. */
export function rowsOf(lines: readonly Line[], shift_ms: number | null): TableRow[] {
  const rows = new Map<number, TableRow>();
  lines.forEach((line, column) => {
    const shift = line.series.is_before ? (shift_ms ?? 0) : 0;
    line.series.ts.forEach((ts, index) => {
      const at_ms = ts + shift;
      const row = rows.get(at_ms) ?? { at_ms, cells: lines.map(() => null) };
      const value: unknown = line.series.value[index];
      row.cells[column] =
        typeof value === "number" || typeof value === "string" ? value : value === null ? null : JSON.stringify(value);
      rows.set(at_ms, row);
    });
  });
  return [...rows.values()].sort((a, b) => a.at_ms - b.at_ms);
}

export function cellText(value: string | number | null): string {
  if (value === null) return "";
  return typeof value === "number" ? formatNumber(value) : value;
}
