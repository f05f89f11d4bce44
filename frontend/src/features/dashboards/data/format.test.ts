import { describe, expect, it } from "vitest";
import { formatNumber, formatValue } from "./format";

describe("format", () => {
  it("writes as many decimals as asked, in the reader's way", () => {
    expect(formatNumber(1234.567, 1, "en")).toBe("1,234.6");
    expect(formatNumber(1234.567, 1, "de")).toBe("1.234,6");
    expect(formatNumber(5, 2, "en")).toBe("5.00");
  });

  it.each([
    [1840.4, "1,840"],
    [182.34, "182.3"],
    [42.6, "42.6"],
    [4.256, "4.26"],
    [0.0425, "0.043"],
    [0.00001234, "1.23×10⁻⁵"],
    [-6.02214e23, "-6.02×10²³"],
    [0, "0.0"],
  ])("finds telling decimals for %s by itself", (value, text) => expect(formatNumber(value, null, "en")).toBe(text));

  it("cuts a text that no page could hold", () => {
    expect(formatValue("x".repeat(10_000), 1)).toHaveLength(501);
  });

  it("shows no minus before zero", () => expect(formatNumber(-0.04, 1, "en")).toBe("0.0"));

  it.each([
    [null, "–"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NEGATIVE_INFINITY, "−∞"],
    [Number.NaN, "Not a number"],
    [undefined, "–"],
    [true, "on"],
    ["idle", "idle"],
    [{ a: 1 }, '{"a":1}'],
  ])("writes %j as %s", (value, text) => expect(formatValue(value, 1)).toBe(text));
});
