import { useMemo } from "react";
import { useSlowNow } from "../data/clock";
import type { Source } from "../data/source";
import type { Rule } from "../document/dashboardDocument";
import { type ResolvedRange, resolveRange, type TimeRange } from "../time/timeRange";

const SLOWEST_MOVE_MS = 5000;
/** A screen reader is not told every sample. */
const SAY_EVERY_MS = 15_000;

interface Drawn {
  sources: readonly Source[];
  params: unknown;
  rules: readonly Rule[];
  range: TimeRange;
  width: number | undefined;
  /** The picture has a time axis, which moves with the clock. */
  hasTime?: boolean;
  /** Whatever else changes the picture. */
  more?: string;
}

/** Another text whenever the picture must be drawn again, and the range that it shows now. */
export function useRevision({ sources, params, rules, range, width = 600, hasTime = true, more = "" }: Drawn) {
  const now_ms = useSlowNow(SLOWEST_MOVE_MS);
  const resolved: ResolvedRange = resolveRange(range, now_ms);
  // A live picture also moves when nothing comes, but not so often that it doubles the work when something does.
  const pixel_ms = Math.max(SLOWEST_MOVE_MS, (resolved.to_ms - resolved.from_ms) / width);
  const step = resolved.isLive && hasTime ? Math.floor(now_ms / pixel_ms) : 0;
  const settings = useMemo(() => JSON.stringify([params, rules]), [params, rules]);
  // Other samples than before, and not only further ones, begin at another time.
  const begins = sources.map(({ series, before }) => `${series.ts[0]} ${series.isReduced} ${before?.shift_ms}`);
  const urgency = [...begins, range.from, range.to, settings, more].join();
  const revision = [...sources.map((source) => `${source.info.topic}=${source.revision}`), step].join();
  return { revision, urgency, resolved, saidAt: Math.floor(now_ms / SAY_EVERY_MS) };
}
