import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useConnection } from "@/shared/live/useConnection";
import { type DashboardDocument, isLiveTopic, topicOf, type Widget } from "../document/dashboardDocument";
import { bindingsOfWidget } from "../document/visibleWhen";
import { useIsCut } from "../public/useIsCut";
import { useValues } from "../public/useValues";
import { resolveRange } from "../time/timeRange";
import { useUnsavedPaths } from "../variables/useUnsavedPaths";
import { NOTHING_RESOLVED, shownDocument } from "../variables/variables";
import { DashboardData } from "./dashboardData";
import { NO_MARKS } from "./marks";
import { type DataAnswer, type PageRequest, pageQuery, readDraft, readPage } from "./pageRequest";
import { needsRefresh, refreshEvery_ms } from "./refreshing";

interface Request extends PageRequest {
  document: DashboardDocument;
  /** The document as the server holds it: what differs is asked for as a draft. */
  saved: DashboardDocument;
  isEditing: boolean;
}

const DRAFT_SETTLES_MS = 300;
const MARKS_EVERY_MS = 60_000;
/** The page is being drawn for the first time by then; what it missed can wait until that is done. */
const MISSED_AFTER_MS = 1_000;

/**
 * Keeps the page's values filled: everything in one request, then live. When the connection comes back the request
 * is made again, so that what was missed is there.
 */
export function useFirstData(request: Request) {
  const { dashboardId, document, saved, range, given, isEditing } = request;
  const zone = document.settings?.zone ?? "";
  // Nobody tells a visitor of new marks; and without the socket samples between two questions are missed.
  const isCut = useIsCut();
  const often_ms = refreshEvery_ms(range);
  const publicRefresh_ms = request.place && often_ms ? (isCut ? often_ms : MARKS_EVERY_MS) : false;
  const first = useQuery({
    ...pageQuery(request, zone),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    refetchInterval: (document.settings?.refresh_s ?? 0) * 1000 || publicRefresh_ms,
    gcTime: 60_000,
  });
  const apart = useApart(document.widgets);
  const isFresh = !first.isPlaceholderData;
  // What was asked early is in the first picture already: told of it afterwards, all widgets would be rendered twice.
  const [begun] = useState(() => ({ data: filledWith(first.data, apart), answer: first.data, apart }));
  const { data } = begun;
  useFollowing(data, request);
  useEffect(() => {
    if (begun.answer === first.data && begun.apart === apart) return;
    if (first.data && isFresh) data.loadWidgets(first.data.widgets, apart);
  }, [begun, data, first.data, isFresh, apart]);

  const resolution =
    useUnsavedPaths({
      dashboardId,
      document,
      given,
      saved: first.data,
      isEditing,
      savedVariables: saved.variables,
    }) ?? NOTHING_RESOLVED;
  const shown = useMemo(() => shownDocument(document, resolution), [document, resolution]);
  const topics = useMemo(() => topicsOf(shown.widgets), [shown.widgets]);
  useDraft({ ...request, shown, data, isReady: first.data !== undefined, apart });
  useRefresh(data, request, saved.widgets, apart);
  useValues(request.place ?? null, topics, (update) => data.heard(update));
  useCatchUp(data, first.refetch);
  return {
    data,
    shown,
    topics,
    resolution,
    marks: first.data?.marks ?? NO_MARKS,
    isLoading: first.isPending,
    error: first.data ? null : first.error,
    retry: first.refetch,
  };
}

/** The values of one widget that has a range of its own, apart from those of the page. */
export function useOwnData(request: PageRequest, id: string, widget: Widget) {
  const { dashboardId, version, range, compare } = request;
  const data = useMemo(() => new DashboardData(), []);
  const draft = useMemo(() => ({ [id]: withoutRange(widget) }), [id, widget]);
  const [settled] = useDebouncedValue(draft, DRAFT_SETTLES_MS);
  const own = useQuery({
    // Always as a draft: its range may be one that nobody saved.
    queryKey: [
      "dashboards",
      dashboardId,
      "own",
      version,
      range.from,
      range.to,
      compare,
      JSON.stringify(settled),
      request.place,
    ],
    queryFn: ({ signal }) => readDraft(request, settled, "", signal),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    refetchInterval: needsRefresh(widget, compare) ? refreshEvery_ms(range) : false,
  });
  useFollowing(data, request);
  useEffect(() => {
    if (own.data && !own.isPlaceholderData) data.loadWidgets(own.data.widgets);
  }, [data, own.data, own.isPlaceholderData]);
  const topics = useMemo(() => topicsOf({ [id]: widget }), [id, widget]);
  useValues(request.place ?? null, topics, (update) => data.heard(update));
  useCatchUp(data, own.refetch);
  return { data, marks: own.data?.marks ?? NO_MARKS, isLoading: own.isPending };
}

function filledWith(answer: DataAnswer | undefined, apart: ReadonlySet<string>): DashboardData {
  const data = new DashboardData();
  if (answer) data.loadWidgets(answer.widgets, apart);
  return data;
}

/** The widgets with a range of their own; the same set as long as they are the same. */
function useApart(widgets: Readonly<Record<string, Widget>>): ReadonlySet<string> {
  const ids = Object.entries(widgets).flatMap(([id, widget]) => (widget.timeRange ? [id] : []));
  const names = ids.join();
  return useMemo(() => new Set(names.split(",").filter(Boolean)), [names]);
}

function withoutRange(widget: Widget): Widget {
  const { timeRange: _, ...rest } = widget;
  return rest;
}

function topicsOf(widgets: Readonly<Record<string, Widget>>): string[] {
  return [...new Set(Object.values(widgets).flatMap(bindingsOfWidget).map(topicOf))].filter(isLiveTopic);
}

function useFollowing(data: DashboardData, { range }: PageRequest): void {
  useEffect(() => {
    const { isLive } = resolveRange(range, Date.now());
    data.followFrom(isLive ? () => resolveRange(range, Date.now()).from_ms : null);
  }, [data, range]);
}

/** What came while nobody listened is asked for: after a lost connection, or between the first answer and the connection. */
function useCatchUp(data: DashboardData, refetch: () => unknown): void {
  const generation = useConnection((state) => state.generation);
  const firstGeneration = useRef(generation);
  useEffect(() => {
    if (firstGeneration.current === 0) firstGeneration.current = generation;
    else if (generation !== firstGeneration.current) {
      firstGeneration.current = generation;
      void refetch();
    }
  }, [generation, refetch]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    data.onMissed(() => {
      timer = setTimeout(refetch, MISSED_AFTER_MS);
    });
    return () => {
      clearTimeout(timer);
      data.onMissed(null);
    };
  }, [data, refetch]);
}

/** Figures that the server makes of many samples grow old while time goes on: those are asked for again, together. */
function useRefresh(
  data: DashboardData,
  request: PageRequest,
  saved: Readonly<Record<string, Widget>>,
  apart: ReadonlySet<string>,
): void {
  const { dashboardId, version, range, compare } = request;
  const ids = useMemo(
    () => Object.keys(saved).filter((id) => saved[id] && !apart.has(id) && needsRefresh(saved[id], compare)),
    [saved, apart, compare],
  );
  const every_ms = refreshEvery_ms(range);
  const { data: newer, isPlaceholderData } = useQuery({
    queryKey: [
      "dashboards",
      dashboardId,
      "refresh",
      version,
      range.from,
      range.to,
      compare,
      JSON.stringify(request.given),
      ids.join(),
      request.place,
    ],
    queryFn: ({ signal }) => readPage(request, ids, signal),
    enabled: ids.length > 0 && every_ms !== false,
    // The page's own answer has just brought the same.
    initialData: null,
    staleTime: every_ms || 0,
    refetchInterval: every_ms,
    refetchOnWindowFocus: false,
  });
  useEffect(() => {
    if (newer && !isPlaceholderData) data.refreshWidgets(newer.widgets);
  }, [data, newer, isPlaceholderData]);
}

interface Draft extends Request {
  /** The document with its bindings led to where they lead now. */
  shown: DashboardDocument;
  data: DashboardData;
  isReady: boolean;
  apart: ReadonlySet<string>;
}

/** While a dashboard is edited, widgets show what they will show: those that differ from the saved ones are asked for. */
function useDraft(request: Draft): void {
  const { dashboardId, document, shown, saved, range, compare, data, isReady, apart } = request;
  const changed = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(document.widgets).flatMap(([id, widget]) => {
          const led = shown.widgets[id];
          return led && !apart.has(id) && asksOtherwise(widget, saved.widgets[id]) ? [[id, led] as const] : [];
        }),
      ),
    [document.widgets, shown.widgets, saved.widgets, apart],
  );
  const [settled] = useDebouncedValue(changed, DRAFT_SETTLES_MS);
  const text = JSON.stringify(Object.entries(settled).map(([id, widget]) => [id, asked(widget)]));
  const { data: answer } = useQuery({
    queryKey: ["dashboards", dashboardId, "draft", text, range.from, range.to, compare],
    queryFn: ({ signal }) => readDraft(request, settled, document.settings?.zone ?? "", signal),
    enabled: isReady && Object.keys(settled).length > 0,
    refetchOnWindowFocus: false,
    refetchInterval: refreshEvery_ms(range),
    gcTime: 10_000,
  });
  useEffect(() => {
    if (answer) data.loadWidgets(answer.widgets);
  }, [data, answer]);
}

/** Titles, limits and places ask for nothing. */
function asked(widget: Widget): unknown {
  const { type, options } = widget;
  return [type, widgetAsks(type) ? options : null, options.compare ?? null, bindingsOfWidget(widget).map(topicOf)];
}

function widgetAsks(type: string): boolean {
  return needsRefresh({ type, options: {} } as Widget, "none"); // only these two are looked at
}

function asksOtherwise(widget: Widget, saved: Widget | undefined): boolean {
  if (widget === saved) return false;
  return !saved || JSON.stringify(asked(widget)) !== JSON.stringify(asked(saved));
}
