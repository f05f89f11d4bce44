import { queryOptions } from "@tanstack/react-query";
import { createContext } from "react";
import { api } from "@/shared/api/client";
import { shownTimeZone } from "@/shared/time/format";
import type { Widget } from "../document/dashboardDocument";
import { type PublicPlace, publicAddress } from "../public/publicPlace";
import type { Compare, TimeRange } from "../time/timeRange";
import { type Given, queryOf, type Resolution } from "../variables/variables";
import type { WidgetAnswer } from "./dashboardData";
import type { Marks } from "./marks";

/** About two points a pixel of a wide chart. */
const POINTS = 1200;

export interface DataAnswer extends Resolution {
  /** `conditions`: what must be known to decide whether the widget is shown. */
  widgets: Record<string, WidgetAnswer>;
  marks?: Marks;
}

/** What every request for data of an open dashboard says. */
export interface PageRequest {
  dashboardId: number;
  version: number;
  range: TimeRange;
  compare: Compare;
  /** What the address says of the variables. */
  given: Given;
  /** What is being arranged instead of what is published. */
  isDraft?: boolean;
  /** Set on the page of a public link, which has doors of its own. */
  place?: PublicPlace | null;
}

/** The open page, for widgets with a range of their own; null on paper and in the palette. */
export const PageRequestContext = createContext<PageRequest | null>(null);

function query({ range, compare, given, isDraft }: PageRequest, widgets: readonly string[]) {
  return {
    ...range,
    ...queryOf(given),
    points: POINTS,
    compare,
    zone: shownTimeZone(),
    draft: isDraft || null,
    ...(widgets.length > 0 ? { widgets: widgets.join() } : {}),
  };
}

/** The data of the whole page. `zone` is the one that the dashboard lays down. */
export function pageQuery(request: PageRequest, zone: string) {
  const { dashboardId, isDraft = false, version, range, compare, given, place } = request;
  const variables = JSON.stringify(given);
  return queryOptions({
    queryKey: [
      "dashboards",
      dashboardId,
      "data",
      isDraft,
      version,
      range.from,
      range.to,
      compare,
      zone,
      variables,
      place,
    ],
    queryFn: ({ signal }) => readPage(request, [], signal),
  });
}

/** The data of all widgets, or only of some. */
export function readPage(request: PageRequest, widgets: readonly string[], signal: AbortSignal): Promise<DataAnswer> {
  if (request.place) {
    return api.get<DataAnswer>(publicAddress(request.place, "/data"), query(request, widgets), signal);
  }
  return api.get<DataAnswer>(`/api/dashboards/${request.dashboardId}/data`, query(request, widgets), signal);
}

/** The same for widgets as they are being edited. */
export function readDraft(
  request: PageRequest,
  widgets: Readonly<Record<string, Widget>>,
  timeZone: string,
  signal: AbortSignal,
): Promise<DataAnswer> {
  // Whoever has only a public link edits nothing: what is asked for apart is what the dashboard says.
  if (request.place) return readPage(request, Object.keys(widgets), signal);
  const body = { widgets, time_zone: timeZone || null };
  return api.post<DataAnswer>(`/api/dashboards/${request.dashboardId}/data`, body, {
    // Bindings that name variables have been led to their metrics already.
    query: query({ ...request, given: {} }, []),
    signal,
  });
}
