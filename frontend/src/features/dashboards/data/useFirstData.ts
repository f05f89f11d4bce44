import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { api } from "@/shared/api/client";
import type { Metric, Page } from "@/shared/api/types";
import { useConnection } from "@/shared/live/useConnection";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { type DashboardDocument, isLiveTopic, topicOf } from "../document/dashboardDocument";
import { bindingsOfWidget } from "../document/visibleWhen";
import { resolveRange, type TimeRange } from "../time/timeRange";
import { useUnsavedPaths } from "../variables/useUnsavedPaths";
import { type Given, NOTHING_RESOLVED, queryOf, type Resolution, shownDocument } from "../variables/variables";
import { DashboardData, type SourceAnswer } from "./dashboardData";

/** About two points a pixel of a wide chart. */
const POINTS = 1200;

interface DataAnswer extends Resolution {
  /** `conditions`: what must be known to decide whether the widget is shown. */
  widgets: Record<string, { sources: SourceAnswer[]; conditions?: SourceAnswer[] }>;
}

function answersOf({ widgets }: DataAnswer): SourceAnswer[] {
  return Object.values(widgets).flatMap(({ sources, conditions = [] }) => [...sources, ...conditions]);
}

interface Request {
  dashboardId: number;
  version: number;
  document: DashboardDocument;
  range: TimeRange;
  /** What the address says of the variables. */
  given: Given;
  isEditing: boolean;
  /** The variables of the document that the server has. */
  savedVariables: readonly unknown[];
}

/**
 * Keeps the page's values filled: everything in one request, then live. When the connection comes back the request
 * is made again, so that what was missed is there.
 */
export function useFirstData(request: Request) {
  const { dashboardId, version, document, range, given, isEditing, savedVariables } = request;
  const data = useMemo(() => new DashboardData(), []);
  const first = useQuery({
    queryKey: ["dashboards", dashboardId, "data", version, range.from, range.to, JSON.stringify(given)],
    queryFn: ({ signal }) =>
      api.get<DataAnswer>(
        `/api/dashboards/${dashboardId}/data`,
        { ...range, ...queryOf(given), points: POINTS },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    gcTime: 60_000,
  });

  useEffect(() => {
    const { isLive } = resolveRange(range, Date.now());
    data.followFrom(isLive ? () => resolveRange(range, Date.now()).from_ms : null);
  }, [data, range]);

  const isFresh = !first.isPlaceholderData;
  useEffect(() => {
    if (first.data && isFresh) data.load(answersOf(first.data));
  }, [data, first.data, isFresh]);

  const resolution =
    useUnsavedPaths({ dashboardId, document, given, saved: first.data, isEditing, savedVariables }) ?? NOTHING_RESOLVED;
  const shown = useMemo(() => shownDocument(document, resolution), [document, resolution]);
  const topics = useMemo(
    () => [...new Set(Object.values(shown.widgets).flatMap(bindingsOfWidget).map(topicOf))].filter(isLiveTopic),
    [shown.widgets],
  );
  useUnsavedSources({ data, topics, range, saved: first.data });
  useLiveUpdates(topics, (update) => data.heard(update));

  const { refetch } = first;
  const generation = useConnection((state) => state.generation);
  const firstGeneration = useRef(generation);
  useEffect(() => {
    // The first opening needs no catching up: the request has just been made.
    if (firstGeneration.current === 0) firstGeneration.current = generation;
    else if (generation !== firstGeneration.current) {
      firstGeneration.current = generation;
      void refetch();
    }
  }, [generation, refetch]);

  return {
    data,
    shown,
    topics,
    resolution,
    isLoading: first.isPending,
    error: first.data ? null : first.error,
    retry: refetch,
  };
}

interface Unsaved {
  data: DashboardData;
  topics: readonly string[];
  range: TimeRange;
  saved: DataAnswer | undefined;
}

/** While a dashboard is edited it binds metrics that the saved version has not: these are asked for one by one. */
function useUnsavedSources({ data, topics, range, saved }: Unsaved): void {
  const known = new Set(saved ? answersOf(saved).map(({ topic }) => topic) : []);
  const missing = saved ? topics.filter((topic) => topic.startsWith("m:") && !known.has(topic)) : [];
  const ids = missing.map((topic) => topic.slice(2));
  const { data: answers } = useQuery({
    queryKey: ["dashboards", "unsaved", ids.join(), range.from, range.to],
    queryFn: ({ signal }) => readMetrics(ids, range, signal),
    enabled: ids.length > 0,
  });
  useEffect(() => {
    if (answers) data.load(answers);
  }, [data, answers]);
}

async function readMetrics(ids: string[], range: TimeRange, signal: AbortSignal): Promise<SourceAnswer[]> {
  const [metrics, latest, series] = await Promise.all([
    api.get<Page<Metric>>("/api/metrics", { ids: ids.join(), limit: ids.length }, signal),
    api.get<{ values: Record<string, SourceAnswer["latest"]> }>("/api/samples/latest", { metric: ids }, signal),
    api.get<{ series: ({ metric: number } & NonNullable<SourceAnswer["series"]>)[] }>(
      "/api/samples/series",
      { metric: ids, ...range, points: POINTS },
      signal,
    ),
  ]);
  return metrics.items.map((metric) => ({
    ...metric,
    topic: `m:${metric.id}`,
    metric_id: metric.id,
    latest: latest.values[metric.id] ?? null,
    series: series.series.find((one) => one.metric === metric.id) ?? null,
  }));
}
