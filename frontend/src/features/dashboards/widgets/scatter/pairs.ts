import { gapLimit } from "@/shared/charts/gaps";
import { placeOf } from "../../data/series";
import type { Source } from "../../data/source";

export interface Pairs {
  ts: number[];
  x: number[];
  y: number[];
}

/**
 * Values of two metrics that were true at the same time. They are hardly ever sampled in the same millisecond, so each
 * value of one is met by the last one of the other, unless that is older than a gap.
 */
export function pairsOf(horizontal: Source, vertical: Source): Pairs {
  const { series: of, info } = horizontal;
  const limit = gapLimit(of.ts, { expected_s: info.expected_s, isReduced: of.isReduced });
  const pairs: Pairs = { ts: [], x: [], y: [] };
  vertical.series.ts.forEach((at, i) => {
    const y = vertical.series.value[i];
    const place = placeOf(of.ts, at + 1) - 1;
    const x = of.value[place];
    if (typeof y !== "number" || typeof x !== "number" || at - (of.ts[place] ?? 0) > limit) return;
    pairs.ts.push(at);
    pairs.x.push(x);
    pairs.y.push(y);
  });
  return pairs;
}

export interface Fit {
  slope: number;
  offset: number;
  /** Share of the spread that the line explains. */
  r2: number;
}

/** The straight line with the least squares; null where there is none. */
export function fitOf({ x, y }: Pick<Pairs, "x" | "y">): Fit | null {
  const count = x.length;
  if (count < 3) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / count;
  const [mx, my] = [mean(x), mean(y)];
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  x.forEach((value, i) => {
    const [dx, dy] = [value - mx, (y[i] ?? 0) - my];
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  });
  if (sxx === 0 || syy === 0) return null;
  return { slope: sxy / sxx, offset: my - (sxy / sxx) * mx, r2: (sxy * sxy) / (sxx * syy) };
}
