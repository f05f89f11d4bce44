export interface Change {
  direction: "up" | "down" | "same";
  difference: number;
  /** Null where nothing was before: no per cent of it can be told. */
  percent: number | null;
}

/** How one figure differs from the one before; null while one of them is not known. */
export function changeOf(now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const difference = now - before;
  const percent = before === 0 ? null : (difference / Math.abs(before)) * 100;
  // What would be written as 0.0 % is no change.
  const isSame = percent === null ? difference === 0 : Math.abs(percent) < 0.05;
  return { direction: isSame ? "same" : difference > 0 ? "up" : "down", difference, percent };
}
