import type { TFunction } from "i18next";
import { shortTime } from "@/shared/time/format";
import { liveSpan, resolveRange, type TimeRange } from "./timeRange";

export function rangeText(range: TimeRange, t: TFunction<"dashboards">): string {
  const span = liveSpan(range);
  if (span) return t("range.last", { span: t(`range.unit.${span.unit}`, { count: span.count }) });
  const { from_ms, to_ms } = resolveRange(range, Date.now());
  return `${shortTime(from_ms)} – ${shortTime(to_ms)}`;
}
