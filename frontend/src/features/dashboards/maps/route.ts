import type { Series } from "../data/source";
import type { Place } from "./places";

export interface Stop extends Place {
  at_ms: number;
}

const EARTH_M = 6_371_008.8;

/**
 * The way that two series of degrees describe: each measured latitude with the longitude of its moment. Who crosses the
 * date line goes on counting: a longitude may lie beyond 180 degrees, so that the way goes on too.
 */
export function routeOf(latitude: Series, longitude: Series): Stop[] {
  const lats = pointsOf(latitude, 90);
  const lons = unrolled(pointsOf(longitude, 180));
  const moments = [...new Set([...lats, ...lons].map(([ts]) => ts))].sort((a, b) => a - b);
  const lat = between(lats);
  const lon = between(lons);
  return moments.flatMap((at_ms) => {
    const stop = { at_ms, lat: lat(at_ms), lon: lon(at_ms) };
    return stop.lat === null || stop.lon === null ? [] : [{ at_ms, lat: stop.lat, lon: stop.lon }];
  });
}

/** Each the shorter way round from the one before it. */
function unrolled(points: readonly [number, number][]): [number, number][] {
  let before = points[0]?.[1] ?? 0;
  return points.map(([ts, lon]) => {
    before = lon + 360 * Math.round((before - lon) / 360);
    return [ts, before];
  });
}

function pointsOf(series: Series, most: number): [number, number][] {
  return series.ts.flatMap((ts, at) => {
    const value = series.value[at];
    return typeof value === "number" && Math.abs(value) <= most ? [[ts, value] as [number, number]] : [];
  });
}

/** Reads points at growing moments, on the straight line between two of them; nothing outside of them. */
function between(points: readonly [number, number][]): (at_ms: number) => number | null {
  let next = 0;
  return (at_ms) => {
    while (next < points.length && (points[next]?.[0] ?? 0) < at_ms) next += 1;
    const after = points[next];
    if (!after) return null;
    if (after[0] === at_ms) return after[1];
    const before = points[next - 1];
    if (!before) return null;
    return before[1] + ((after[1] - before[1]) * (at_ms - before[0])) / (after[0] - before[0]);
  };
}

/** Where one was at a moment, between two stops on the straight line. */
export function placeAt(route: readonly Stop[], at_ms: number): Stop | null {
  const first = route[0];
  const last = route.at(-1);
  if (!first || !last) return null;
  if (at_ms <= first.at_ms) return first;
  if (at_ms >= last.at_ms) return last;
  const after = route.findIndex((stop) => stop.at_ms >= at_ms);
  const [a, b] = [route[after - 1] ?? first, route[after] ?? last];
  const part = b.at_ms === a.at_ms ? 0 : (at_ms - a.at_ms) / (b.at_ms - a.at_ms);
  return { at_ms, lat: a.lat + (b.lat - a.lat) * part, lon: a.lon + (b.lon - a.lon) * part };
}

/** Metres along the way, on a round Earth. */
export function lengthOf(route: readonly Stop[]): number {
  return route.slice(1).reduce((sum, stop, at) => sum + distance(route[at] ?? stop, stop), 0);
}

function distance(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(h));
}
