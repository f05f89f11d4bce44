import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import type { QueryAnswer } from "../types";
import { byUnit, linesOf, nameOf, rowsOf } from "./look";

/** Shows what would be said instead of saying it. */
const t = ((key: string, options?: object) =>
  options ? `${key} ${JSON.stringify(options)}` : key) as unknown as TFunction<"data">; // only called, never asked for more

const metric = (id: number, path: string, unit: string, device_id = 1) => ({
  id,
  path,
  unit,
  device_id,
  device: `Pump ${device_id}`,
  data_type: "double",
  expected_interval_s: null,
  statistics: null,
  statistics_before: null,
});

const series = (id: number, fn: string, is_before: boolean, ts: number[], value: unknown[]) => ({
  metric: id,
  function: fn,
  is_before,
  ts,
  value,
  reduced: false,
});

const answer: QueryAnswer = {
  from_ms: 0,
  to_ms: 100,
  width_s: 10,
  shift_ms: 1_000,
  hidden: 0,
  metrics: [metric(1, "flow", "l/s"), metric(2, "level", "m")],
  series: [
    series(1, "avg", false, [1_000, 2_000], [1, 2]),
    series(2, "avg", false, [2_000], [5]),
    series(1, "avg", true, [0, 1_000], [3, null]),
  ],
};

test("the period before has the colour of its twin and stands over it in the table", () => {
  const lines = linesOf(answer, t);
  expect(lines.map((line) => line.place)).toEqual([0, 1, 0]);
  expect(rowsOf(lines, answer.shift_ms)).toEqual([
    { at_ms: 1_000, cells: [1, null, 3] },
    { at_ms: 2_000, cells: [2, 5, null] },
  ]);
});

test("each unit has a picture of its own, and counts and rates are other units", () => {
  const many = {
    ...answer,
    series: [...answer.series, series(1, "count", false, [], []), series(1, "rate", false, [], [])],
  };
  expect(byUnit(linesOf(many, t)).map(([unit, lines]) => [unit, lines.length])).toEqual([
    ["l/s", 2],
    ["m", 1],
    ["samples_unit", 1],
    ["l/s/s", 1],
  ]);
});

test("names say the device and the function only where there are several", () => {
  expect(linesOf(answer, t).map((line) => nameOf(line, answer, t))).toEqual([
    "flow",
    "level",
    'before {"name":"flow"}',
  ]);
  const two = { ...answer, metrics: [metric(1, "flow", "l/s"), metric(2, "level", "m", 2)] };
  expect(linesOf(two, t).map((line) => nameOf(line, two, t))[1]).toBe("Pump 2 · level");
});
