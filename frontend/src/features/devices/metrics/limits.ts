import type { Metric } from "@/shared/api/types";

/** "10 … 30 °C", "≤ 80 %"; empty without limits. */
export function limitsText({ low, high, unit }: Pick<Metric, "low" | "high" | "unit">): string {
  if (low === null && high === null) return "";
  const range = low === null ? `≤ ${high}` : high === null ? `≥ ${low}` : `${low} … ${high}`;
  return unit ? `${range} ${unit}` : range;
}
