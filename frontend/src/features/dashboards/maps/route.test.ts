import { expect, it } from "vitest";
import { lengthOf, placeAt, routeOf } from "./route";

const series = (...points: [number, number | null][]) => ({
  ts: points.map(([ts]) => ts),
  value: points.map(([, value]) => value),
  isReduced: false,
});

it("joins latitudes and longitudes of different moments", () => {
  const route = routeOf(series([0, 60], [20, 62]), series([0, 20], [10, 22], [20, 24]));
  expect(route).toEqual([
    { at_ms: 0, lat: 60, lon: 20 },
    { at_ms: 10, lat: 61, lon: 22 },
    { at_ms: 20, lat: 62, lon: 24 },
  ]);
});

it("says nothing of moments that only one of them knows, and passes over gaps", () => {
  expect(routeOf(series([10, 60], [20, null], [30, 62]), series([0, 20], [30, 23]))).toEqual([
    { at_ms: 10, lat: 60, lon: 21 },
    { at_ms: 30, lat: 62, lon: 23 },
  ]);
  expect(routeOf(series(), series([0, 20]))).toEqual([]);
});

it("goes on over the date line, and passes over what is no place on Earth", () => {
  const lats = series([0, 10], [10, 20], [20, 30], [25, 91], [30, 40]);
  const lons = series([0, 179], [20, -179], [25, 500], [30, -178]);
  expect(routeOf(lats, lons).map(({ lon }) => lon)).toEqual([179, 180, 181, 182]);
});

it("knows where one was between two stops", () => {
  const route = [
    { at_ms: 0, lat: 0, lon: 0 },
    { at_ms: 100, lat: 1, lon: 2 },
  ];
  expect(placeAt(route, 25)).toEqual({ at_ms: 25, lat: 0.25, lon: 0.5 });
  expect(placeAt(route, -1)).toEqual(route[0]);
  expect(placeAt(route, 101)).toEqual(route[1]);
  expect(placeAt([], 1)).toBeNull();
});

it("measures the way on a round Earth", () => {
  const degree = [
    { at_ms: 0, lat: 0, lon: 0 },
    { at_ms: 1, lat: 0, lon: 1 },
  ];
  expect(Math.round(lengthOf(degree))).toBe(111_195);
  expect(lengthOf([])).toBe(0);
});
