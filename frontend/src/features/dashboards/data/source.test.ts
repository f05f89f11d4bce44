import { describe, expect, it } from "vitest";
import { sampleSource } from "./sampleSource";
import { conditionOf, isOn } from "./source";

const NOW = 1_000_000;

describe("conditionOf", () => {
  const source = (quality: number, age_s: number) =>
    sampleSource({ expected_s: 10 }, { ts: NOW - age_s * 1000, value: 5, quality });

  it("is good while values come when expected", () => expect(conditionOf(source(0, 29), NOW)).toBe("good"));
  it("is stale after three intervals", () => expect(conditionOf(source(0, 31), NOW)).toBe("stale"));
  it("is never stale when nobody said what to expect", () => {
    expect(conditionOf(sampleSource({ expected_s: null }, { ts: 0, value: 1, quality: 0 }), NOW)).toBe("good");
  });
  it("tells bad from uncertain quality", () => {
    expect(conditionOf(source(2, 0), NOW)).toBe("bad");
    expect(conditionOf(source(1, 0), NOW)).toBe("uncertain");
  });
  it("is empty before the first value and missing when it is not ours", () => {
    expect(conditionOf(sampleSource({}, null), NOW)).toBe("empty");
    expect(conditionOf(sampleSource({ state: "missing" }, null), NOW)).toBe("missing");
    expect(conditionOf(undefined, NOW)).toBe("empty");
  });
});

describe("isOn", () => {
  it.each([
    [true, true],
    [0, false],
    [3, true],
    ["ON", true],
    ["stopped", false],
    ["perhaps", null],
    [null, null],
  ])("takes %j for %j", (value, on) => expect(isOn(value)).toBe(on));
});
