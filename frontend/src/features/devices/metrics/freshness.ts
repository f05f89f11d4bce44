import type { Metric, SampleValue } from "@/shared/api/types";

/** Jitter of a network is no silence: only several missed samples are. */
const MISSED = 3;

/** Has the metric been silent for longer than it promised? */
export function isStale(metric: Pick<Metric, "expected_interval_s">, ts: number, now: number): boolean {
  return metric.expected_interval_s !== null && now - ts > MISSED * metric.expected_interval_s * 1_000;
}

export function isOffLimits({ low, high }: Pick<Metric, "low" | "high">, value: SampleValue): boolean {
  if (typeof value !== "number") return false;
  return (low !== null && value < low) || (high !== null && value > high);
}
