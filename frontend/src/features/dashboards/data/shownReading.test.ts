import { describe, expect, it } from "vitest";
import type { SampleValue } from "@/shared/api/types";
import { readMappings } from "./mappings";
import { sampleSource } from "./sampleSource";
import { shownReading } from "./shownReading";
import { shownSource } from "./shownSource";

const NOW = 1_000_000;
const of = (value: SampleValue, unit: string, info = {}) =>
  sampleSource({ unit, ...info }, { ts: NOW, value, quality: 0 });
const read = (value: SampleValue, unit: string, writing = {}) =>
  shownReading(of(value, unit), { decimals: 1, unit: "", ...writing }, [], NOW);

describe("shownReading", () => {
  it("converts into the unit that was chosen", () => {
    expect(read(100, "°C", { unit: "°F" })).toMatchObject({
      text: "212.0",
      unit: "°F",
      number: 212,
      refusedUnit: null,
    });
  });

  it("shows the metric's own unit, with a mark, when the chosen one does not fit", () => {
    expect(read(100, "°C", { unit: "bar" })).toMatchObject({ text: "100.0", unit: "°C", refusedUnit: "bar" });
  });

  it("names the unit of a metric that has none", () => {
    expect(read(5, "", { unit: "pallets" })).toMatchObject({ text: "5.0", unit: "pallets", refusedUnit: null });
  });

  it("judges limits in the unit that is shown", () => {
    const limits = [{ when: "above" as const, value: 200, level: "major" as const, text: "Boils" }];
    expect(shownReading(of(100, "°C"), { decimals: 1, unit: "°F" }, limits, NOW).rule?.text).toBe("Boils");
    expect(shownReading(of(100, "°C"), { decimals: 1, unit: "" }, limits, NOW).rule).toBeNull();
  });

  it("calls a value by its name", () => {
    const mappings = readMappings([{ when: "is", value: "1", text: "Running", level: "warning" }]);
    expect(read(1, "rpm", { mappings })).toMatchObject({ text: "Running", unit: "", isMapped: true });
    expect(read(1, "rpm", { mappings }).rule?.level).toBe("warning");
    expect(read(2, "rpm", { mappings })).toMatchObject({ text: "2.0", unit: "rpm", isMapped: false });
  });

  it("puts a prefix and a suffix around", () => {
    expect(read(12, "", { prefix: "€ ", suffix: "per day" })).toMatchObject({ text: "€ 12.0", unit: "per day" });
  });

  it.each([
    [null, "–", "empty"],
    [Number.NaN, "Not a number", "bad"],
    [Number.POSITIVE_INFINITY, "∞", "bad"],
    ["مضخة 🚰", "مضخة 🚰", "good"],
  ])("shows %s as %s", (value, text, condition) => {
    expect(read(value, "", { prefix: "" })).toMatchObject({ text, condition });
  });
});

it("converts limits and samples too, and leaves holes", () => {
  const series = { ts: [1, 2], value: [0, null], isReduced: false };
  const { source } = shownSource(sampleSource({ unit: "°C", low: 0, high: null }, null, series), "°F");
  expect(source.info).toMatchObject({ unit: "°F", low: 32, high: null });
  expect(source.series.value).toEqual([32, null]);
});
