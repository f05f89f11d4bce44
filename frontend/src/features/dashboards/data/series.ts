import type { SampleValue } from "@/shared/api/types";
import { numberOf, type Series } from "./source";

/** Points a series keeps in the page; a chart is rarely wider than half of that in pixels. */
export const MAX_POINTS = 4000;

export function emptySeries(): Series {
  return { ts: [], value: [], isReduced: false };
}

/** Adds live points in place. Late ones go where they belong, a second one of the same time replaces the first. */
export function addPoints(series: Series, points: readonly (readonly [number, SampleValue])[]): void {
  for (const [at, value] of points) addPoint(series, at, numberOf(value));
  if (series.ts.length > MAX_POINTS) thinOlderHalf(series);
}

function addPoint(series: Series, at: number, value: number | null): void {
  const newest = series.ts.at(-1);
  if (newest === undefined || at > newest) {
    series.ts.push(at);
    series.value.push(value);
    return;
  }
  const place = placeOf(series.ts, at);
  if (series.ts[place] === at) series.value[place] = value;
  else {
    series.ts.splice(place, 0, at);
    series.value.splice(place, 0, value);
  }
}

/** Whether a next point at this time comes later than the last ones came after each other. Thinned lines hide it anyway. */
export function leavesHole({ ts, isReduced }: Series, at: number): boolean {
  const last = ts.slice(-4);
  const steps = last.slice(1).map((one, i) => one - (last[i] ?? one));
  return !isReduced && steps.length > 0 && at - (last.at(-1) ?? at) > 1.5 * Math.max(...steps);
}

/** Index of the first time that is not before `at`. */
export function placeOf(ts: readonly number[], at: number): number {
  let low = 0;
  let high = ts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ts[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Forgets what has left the picture on the left; one point stays, so the line still enters from the edge. */
export function dropBefore(series: Series, from_ms: number): void {
  const keepFrom = placeOf(series.ts, from_ms) - 1;
  if (keepFrom < 64) return;
  series.ts.splice(0, keepFrom);
  series.value.splice(0, keepFrom);
}

/** Of each four points of the older half the lowest and the highest stay, in their order: peaks survive. */
function thinOlderHalf(series: Series): void {
  const half = Math.floor(series.ts.length / 2);
  const kept: number[] = [];
  for (let start = 0; start < half; start += 4) {
    const group = [start, start + 1, start + 2, start + 3].filter((i) => i < half);
    const hole = group.find((i) => series.value[i] === null);
    const known = group.filter((i) => series.value[i] !== null);
    known.sort((a, b) => Number(series.value[a]) - Number(series.value[b]));
    const chosen = new Set([known[0], known.at(-1), hole].filter((i) => i !== undefined));
    kept.push(...[...chosen].sort((a, b) => a - b));
  }
  const rest = Array.from({ length: series.ts.length - half }, (_, i) => half + i);
  const indexes = [...kept, ...rest];
  const ts = indexes.map((i) => series.ts[i] ?? 0);
  const value = indexes.map((i) => series.value[i] ?? null);
  series.ts.splice(0, series.ts.length, ...ts);
  series.value.splice(0, series.value.length, ...value);
  series.isReduced = true;
}
