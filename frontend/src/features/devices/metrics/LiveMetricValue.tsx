import type { Metric } from "@/shared/api/types";
import { useNow } from "@/shared/time/useNow";
import { ValueText } from "@/shared/values/ValueText";
import { isOffLimits, isStale } from "./freshness";
import classes from "./MetricsTab.module.css";
import { useNewest } from "./NewestValues";

/** The newest value, as it comes. */
export function LiveMetricValue({ metric }: { metric: Metric }) {
  const latest = useNewest(metric);
  const now = useNow(metric.expected_interval_s === null ? null : 1_000);
  if (!latest) return <ValueText value={null} />;
  const isText = typeof latest.value === "string" || typeof latest.value === "object";
  return (
    <span
      className={`${isText ? classes.text : classes.value} ${isOffLimits(metric, latest.value) ? classes.off : ""}`}
      title={isText ? String(latest.value) : undefined}
    >
      <ValueText
        value={latest.value}
        unit={metric.unit}
        quality={latest.quality}
        isStale={isStale(metric, latest.ts, now)}
      />
    </span>
  );
}
