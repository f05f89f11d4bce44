import type { Widget } from "../document/dashboardDocument";
import { type Compare, resolveRange, type TimeRange } from "../time/timeRange";
import { widgetKind } from "../widgets/registry";

const FASTEST_REFRESH_MS = 5000;
const SLOWEST_REFRESH_MS = 60_000;

/** How often figures of a range that ends now are asked for again; false for a range in the past. */
export function refreshEvery_ms(range: TimeRange): number | false {
  const { from_ms, to_ms, isLive } = resolveRange(range, Date.now());
  if (!isLive) return false;
  return Math.min(Math.max((to_ms - from_ms) / 240, FASTEST_REFRESH_MS), SLOWEST_REFRESH_MS);
}

export function needsRefresh(widget: Widget, compare: Compare): boolean {
  const kind = widgetKind(widget.type);
  const compares = compare !== "none" || ["previous", "day", "week"].includes(String(widget.options.compare));
  return kind?.data.needsLevels === true || (compares && kind?.data.needsSeries === true);
}
