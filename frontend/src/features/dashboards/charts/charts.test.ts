import { describe, expect, it } from "vitest";
import { shownLevels } from "../data/shownLevels";
import type { Rule } from "../document/dashboardDocument";
import { limitShapes, nameAxis, scaleAround, valueAxis } from "./axes";
import { exampleBins, exampleDistribution } from "./exampleData";
import { gathered } from "./gatherMarks";
import { readoutOf, valueNear } from "./readout";
import { StateColors, stateOf } from "./stateColors";
import { context } from "./testing";

const rule = (when: Rule["when"], value: number, level: Rule["level"]): Rule => ({ when, value, level, text: level });

describe("scales and limits", () => {
  it("does not let infinity or nothing into a scale", () => {
    expect(scaleAround([1, null, Number.POSITIVE_INFINITY, Number.NaN, 9], { min: null, max: null })).toMatchObject({
      low: 0,
      high: 10,
    });
    expect(scaleAround([], { min: null, max: null })).toMatchObject({ low: 0, high: 1 });
  });

  it("tints what lies beyond a limit, up to the next worse one", () => {
    const scale = scaleAround([0, 100], { min: 0, max: 100 });
    const rules = [rule("above", 60, "major"), rule("above", 80, "critical"), rule("below", 10, "minor")];
    const zones = limitShapes(rules, scale, context, { lines: false, zones: true });
    expect(zones.map(({ y0, y1, fillcolor }) => [y0, y1, fillcolor])).toEqual([
      [60, 80, context.tokens.levels.major],
      [80, 100, context.tokens.levels.critical],
      [10, 0, context.tokens.levels.minor],
    ]);
    expect(limitShapes(rules, scale, context, { lines: true, zones: false })).toHaveLength(3);
  });

  it("says the unit once and no HTML", () => {
    expect(valueAxis(scaleAround([0, 100], { min: 0, max: 100 }), "<b>", 0).ticktext.at(-1)).toBe("100 &lt;b&gt;");
    expect(nameAxis(["a/very/long/path/of/a/metric"], { ...context, width: 200 }).ticktext).toEqual(["…/a/metric"]);
  });
});

describe("what lines say at a moment", () => {
  const line = { name: "a", color: "#000", unit: "°C", decimals: 1, ts: [0, 100, 200, 900], value: [1, 2, null, 4] };

  it("is the nearest value, nothing in a gap and nothing beyond the ends", () => {
    expect(valueNear(line, 40, 50)).toBe(1);
    expect(valueNear(line, 90, 50)).toBe(2);
    expect(valueNear(line, 300, 50)).toBeNull();
    expect(valueNear(line, 2000, 50)).toBeNull();
  });

  it("of steps is the value that still holds", () => {
    expect(valueNear({ ts: [0, 100], value: [1, 2], isStep: true }, 99, 5)).toBe(1);
  });

  it("comes with name and unit", () => {
    expect(readoutOf([line], { from_ms: 0, to_ms: 1000 })(0).rows).toEqual([
      { name: "a", color: "#000", text: "1.0 °C" },
    ]);
  });
});

describe("states", () => {
  const naming = { mappings: [], rules: [], decimals: null };

  it("of the same name have the same colour, off is grey", () => {
    const colors = new StateColors("light");
    const of = (value: unknown) => colors.of(stateOf(value, naming), context.tokens);
    expect(of("running")).toBe(of("running"));
    expect(of("running")).not.toBe(of("waiting"));
    expect(of(false)).toBe("#c3c9d1");
  });

  it("of numbers inside of all limits are one", () => {
    const rules = [rule("above", 80, "critical")];
    expect(stateOf(20, { ...naming, rules }).key).toBe(stateOf(70.5, { ...naming, rules }).key);
    expect(stateOf(90, { ...naming, rules })).toMatchObject({ level: "critical", text: "critical" });
  });
});

it("gathers marks that would lie on each other", () => {
  expect(gathered([10, 11, 50], (place) => place).map(({ marks }) => marks)).toEqual([[10, 11], [50]]);
});

describe("figures in another unit", () => {
  const toFahrenheit = (value: number) => value * 1.8 + 32;

  it("knows that a difference has no zero point and a count no unit", () => {
    const total = { count: 2, min: 0, max: 10, avg: 5, sum: 10, first: 0, last: 10, range: 10 };
    expect(shownLevels({ total }, toFahrenheit).total).toEqual({
      count: 2,
      min: 32,
      max: 50,
      avg: 41,
      sum: 82,
      first: 32,
      last: 50,
      range: 18,
    });
  });

  it("moves bins and distributions", () => {
    const shown = shownLevels({ bins: exampleBins(0, 1), distribution: exampleDistribution(50) }, toFahrenheit);
    expect(shown.bins?.avg).toEqual([toFahrenheit(46)]);
    expect(shown.distribution?.median).toBe(122);
    expect(shown.distribution?.counts).toEqual(exampleDistribution(50).counts);
  });
});

it("keeps on and off what they are beside limits for texts and numbers", () => {
  const rules = [rule("above", 80, "critical")];
  expect(stateOf(true, { mappings: [], rules, decimals: null })).toMatchObject({ text: "on", level: null });
});
