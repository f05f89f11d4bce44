import { memo } from "react";
import classes from "./Sparkline.module.css";
import { pathOf, type Trail } from "./trail";
import { TRAIL_MS } from "./useTrails";

const WIDTH = 144;
const HEIGHT = 22;

interface SparklineProps {
  trail: Trail | undefined;
  low: number | null;
  high: number | null;
}

/** The shape of the last minutes; the numbers stand beside it. */
export const Sparkline = memo(function Sparkline({ trail, low, high }: SparklineProps) {
  if (!trail || trail.ts.length < 2) return <span className={classes.nothing} />;
  const to = trail.ts.at(-1) ?? 0;
  const last = trail.value.at(-1) ?? 0;
  const isOff = (low !== null && last < low) || (high !== null && last > high);
  const path = pathOf(trail, { width: WIDTH, height: HEIGHT - 4, from: to - TRAIL_MS, to });
  return (
    <svg
      className={isOff ? `${classes.line} ${classes.off}` : classes.line}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 -2 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
});
