import { memo } from "react";
import type { Metric } from "@/shared/api/types";
import { gapLimit } from "@/shared/charts/gaps";
import { isOffLimits } from "./freshness";
import classes from "./Sparkline.module.css";
import { pathOf, type Trail } from "./trail";
import { TRAIL_MS } from "./useTrails";

const WIDTH = 144;
const HEIGHT = 22;

interface SparklineProps {
  trail: Trail | undefined;
  metric: Metric;
}

/** The shape of the last minutes; the numbers stand beside it. */
export const Sparkline = memo(function Sparkline({ trail, metric }: SparklineProps) {
  if (!trail || trail.ts.length < 2) return <span className={classes.nothing} />;
  const to = trail.ts.at(-1) ?? 0;
  const last = trail.value.at(-1) ?? 0;
  // Read from the server, a trail is thinned out where it is dense.
  const gap_ms = gapLimit(trail.ts, { expected_s: metric.expected_interval_s, isReduced: true });
  const path = pathOf(trail, {
    width: WIDTH,
    height: HEIGHT - 4,
    from: to - TRAIL_MS,
    to,
    gap_ms,
    isStepped: metric.data_type === "boolean",
  });
  return (
    <svg
      className={isOffLimits(metric, last) ? `${classes.line} ${classes.off}` : classes.line}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 -2 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
});
