import { expect, it } from "vitest";
import { converter, quantityOf, unitName, unitsLike } from "./units";

it.each([
  [0, "°C", "°F", 32],
  [100, "C", "degF", 212],
  [-40, "°F", "°C", -40],
  [25, "°C", "K", 298.15],
  [1, "bar", "psi", 14.5037738],
  [3600, "kJ", "kWh", 1],
  [1500, "rpm", "Hz", 25],
  [10, "m/s", "km/h", 36],
  [2, "m3/h", "L/min", 33.3333333],
  [8, "Mbit/s", "MB/s", 1],
  [1024, "KiB", "MiB", 1],
  [0.5, "%", "ppm", 5000],
])("makes %s %s into %s: %s", (value, from, to, wanted) => {
  expect(converter(from, to)?.(value)).toBeCloseTo(wanted, 6);
});

it.each([
  ["°C", "bar"],
  ["°C", "furlong"],
  ["widgets", "kg"],
  ["mW", "MWh"],
])("knows no way from %s to %s", (from, to) => expect(converter(from, to)).toBeNull());

it("takes a unit that it does not know for itself", () => {
  expect(converter("pcs", " pcs ")?.(7)).toBe(7);
  expect(quantityOf("pcs")).toBeNull();
  expect(unitsLike("pcs")).toEqual([]);
});

it("tells milli from mega", () => {
  expect(converter("MW", "mW")?.(1)).toBe(1e9);
  expect(unitName("kph")).toBe("km/h");
});

it("comes back to where it began for every pair of units", () => {
  for (const first of ["°C", "bar", "km", "L", "kg", "h", "kn", "kWh", "W", "Hz", "Nm", "GB", "Mbit/s"]) {
    for (const other of unitsLike(first)) {
      expect(converter(other, first)?.(converter(first, other)?.(12.5) ?? 0)).toBeCloseTo(12.5, 9);
    }
  }
});

it("leaves no noise of arithmetic behind", () => {
  expect(converter("°C", "°F")?.(100)).toBe(212);
  expect(converter("m/s", "km/h")?.(10)).toBe(36);
});
