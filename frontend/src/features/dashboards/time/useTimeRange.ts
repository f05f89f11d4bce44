import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { useSearchState } from "@/shared/routing/useSearchState";
import { absoluteRange, type Compare, compareIn, rangeIn, resolveRange, sameRange, type TimeRange } from "./timeRange";

const MOST_STEPS = 50;
/** Dragging over less than this is a slip of the hand. */
const SMALLEST_ZOOM_MS = 1000;

export type PageTime = ReturnType<typeof useTimeRange>;

/**
 * The range of the whole page. It stands in the address, so that a colleague who gets the link sees the same; without
 * one the dashboard's own is shown. Zooming remembers where it came from.
 */
export function useTimeRange(ofDashboard: TimeRange) {
  const [search] = useSearchParams();
  const [, write] = useSearchState();
  const [before, setBefore] = useState<TimeRange[]>([]);
  const { from, to } = rangeIn(search, ofDashboard);
  const range = useMemo(() => ({ from, to }), [from, to]);

  const show = useCallback(
    (next: TimeRange) => write(sameRange(next, ofDashboard) ? { from: null, to: null } : { ...next }),
    [write, ofDashboard],
  );
  const change = useCallback(
    (next: TimeRange) => {
      setBefore([]);
      show(next);
    },
    [show],
  );
  /** Shows the dashboard's own range, whatever was looked at. */
  const follow = () => {
    setBefore([]);
    write({ from: null, to: null });
  };
  const back = useCallback(() => {
    const last = before.at(-1);
    if (!last) return;
    setBefore(before.slice(0, -1));
    show(last);
  }, [before, show]);
  const zoom = useMemo(
    () => ({
      to(from_ms: number, to_ms: number) {
        if (to_ms - from_ms < SMALLEST_ZOOM_MS) return;
        setBefore((known) => [...known, range].slice(-MOST_STEPS));
        show(absoluteRange(from_ms, to_ms));
      },
      back,
      show: change,
    }),
    [range, show, back, change],
  );
  const { isLive } = resolveRange(range, Date.now());
  return {
    range,
    compare: compareIn(search),
    setCompare: (next: Compare) => write({ compare: next === "none" ? null : next }),
    change,
    follow,
    zoom,
    zoomBack: before.length > 0 ? back : null,
    goLive: isLive
      ? null
      : () => change(resolveRange(ofDashboard, Date.now()).isLive ? ofDashboard : { from: "now-1h", to: "now" }),
  };
}
