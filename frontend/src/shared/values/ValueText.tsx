import type { SampleValue } from "../api/types";
import { formatValue } from "./format";
import classes from "./ValueText.module.css";

interface ValueTextProps {
  value: SampleValue | undefined;
  unit?: string;
  decimals?: number;
  /** 0 good, 1 uncertain, 2 bad. */
  quality?: number;
  isStale?: boolean;
}

/** A value with its unit: digits of one width, the unit smaller, greyed when old, hatched when bad. */
export function ValueText({ value, unit, decimals, quality = 0, isStale = false }: ValueTextProps) {
  const names = [classes.value, isStale && classes.stale, quality >= 2 && `bad-quality ${classes.bad}`];
  return (
    <span className={names.filter(Boolean).join(" ")}>
      {formatValue(value, decimals)}
      {unit && value !== null && value !== undefined && <span className="unit">{unit}</span>}
    </span>
  );
}
