import { liveSpan, type TimeRange } from "../../time/timeRange";

/** “24h” as a range that ends now; what is no span is named. */
export function rangesOf(spans: readonly string[]): { ranges: TimeRange[]; unknown: string[] } {
  const written = spans.map((span) => span.trim()).filter(Boolean);
  const ranges = written.map((span) => ({ from: `now-${span.replaceAll(" ", "").replace(/min$/, "m")}`, to: "now" }));
  return {
    ranges: ranges.filter((range) => liveSpan(range)),
    unknown: written.filter((_, i) => !liveSpan(ranges[i] ?? { from: "", to: "" })),
  };
}
