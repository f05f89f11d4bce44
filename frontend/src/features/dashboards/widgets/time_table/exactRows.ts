import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import { refreshEvery_ms } from "../../data/refreshing";
import type { Source } from "../../data/source";
import { numberOf } from "../../data/source";
import { converter } from "../../data/units";
import type { TimeRange } from "../../time/timeRange";
import type { Row } from "./rows";

interface RowsAnswer {
  ts: number[];
  values: (number | string | boolean | object | null)[][];
  next_cursor: string | null;
}

interface Asked {
  metrics: readonly number[];
  range: TimeRange;
  limit: number;
  /** Where the page begins; null at the newest row. */
  cursor: string | null;
}

/** Whether the samples of a chart are too few to be rows: of more than it could draw it was given the telling ones. */
export function isThinned(sources: readonly Source[]): boolean {
  return sources.some(({ series }) => series.isReduced);
}

/** The metrics whose rows the server can page through, in the order of the columns; null where a column is none. */
export function metricsOf(sources: readonly Source[]): number[] | null {
  const ids = sources.map(({ info }) => (info.state === "ok" ? info.metricId : null));
  return ids.length > 0 && ids.every((id) => id !== null) ? (ids as number[]) : null; // every one is there
}

/** One page of samples as they are stored, newest first. */
export function exactRows({ metrics, range, limit, cursor }: Asked) {
  const asked = [...new Set(metrics)];
  return queryOptions({
    queryKey: ["samples", "rows", asked, range.from, range.to, limit, cursor],
    queryFn: ({ signal }) =>
      api.get<RowsAnswer>("/api/samples/rows", { metric: asked.map(String), ...range, limit, cursor }, signal),
    // What is newest grows; older pages stay as they are.
    refetchInterval: cursor === null ? refreshEvery_ms(range) : false,
  });
}

/** The page in the columns and units of the table. */
export function asRows(
  { ts, values }: RowsAnswer,
  metrics: readonly number[],
  sources: readonly Source[],
  unit: string,
): Row[] {
  const asked = [...new Set(metrics)];
  const columns = metrics.map((metric, i) => ({
    place: asked.indexOf(metric),
    convert: unit ? converter(sources[i]?.info.unit ?? "", unit) : null,
  }));
  return ts.map((at_ms, row) => ({
    at_ms,
    values: columns.map(({ place, convert }) => {
      const raw = values[row]?.[place];
      // Nothing was measured then: an empty cell and not a hole.
      if (raw === null || raw === undefined) return undefined;
      const value = numberOf(raw as number | boolean | string);
      return value !== null && convert ? convert(value) : value;
    }),
  }));
}
