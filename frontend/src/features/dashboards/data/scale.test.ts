import { expect, it } from "vitest";
import { sampleSource } from "./sampleSource";
import { beyond, extremesOf, fractionOf, scaleOf } from "./scale";
import { shownReading } from "./shownReading";

const reading = (info = {}, unit = "") =>
  shownReading(sampleSource(info, { ts: 0, value: 5, quality: 0 }), { decimals: null, unit }, [], 0);

it("takes its ends from the params, else from the metric, else from 0 to 100", () => {
  expect(scaleOf(reading(), { min: null, max: null })).toEqual({ min: 0, max: 100 });
  expect(scaleOf(reading({ low: -20, high: 60 }), { min: null, max: null })).toEqual({ min: -20, max: 60 });
  expect(scaleOf(reading({ low: -20, high: 60 }), { min: 0, max: 10 })).toEqual({ min: 0, max: 10 });
});

it("counts the metric's limits in the unit that is shown", () => {
  expect(scaleOf(reading({ unit: "°C", low: 0, high: 100 }, "°F"), { min: null, max: null })).toEqual({
    min: 32,
    max: 212,
  });
});

it("makes a scale of ends that are none", () => {
  expect(scaleOf(reading(), { min: 50, max: 50 })).toEqual({ min: 50, max: 51 });
});

it("stops at its ends and says which was passed", () => {
  expect([fractionOf(150, 0, 100), fractionOf(-5, 0, 100), fractionOf(25, 0, 100)]).toEqual([1, 0, 0.25]);
  expect([150, -5, 25, null].map((value) => beyond(value, { min: 0, max: 100 }))).toEqual([
    "above",
    "below",
    null,
    null,
  ]);
});

it("finds lowest and highest between holes", () => {
  const series = { ts: [1, 2, 3], value: [4, null, -2], isReduced: false };
  expect(extremesOf(sampleSource({}, null, series))).toEqual({ min: -2, max: 4 });
  expect(extremesOf(sampleSource({}, null))).toBeNull();
});
