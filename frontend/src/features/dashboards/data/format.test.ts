import { describe, expect, it } from "vitest";
import { formatNumber, formatValue } from "./format";

describe("format", () => {
  it("writes as many decimals as asked, in the reader's way", () => {
    expect(formatNumber(1234.567, 1, "en")).toBe("1,234.6");
    expect(formatNumber(1234.567, 1, "de")).toBe("1.234,6");
    expect(formatNumber(5, 2, "en")).toBe("5.00");
  });

  it("shows no minus before zero", () => expect(formatNumber(-0.04, 1, "en")).toBe("0.0"));

  it.each([
    [null, "–"],
    [Number.POSITIVE_INFINITY, "–"],
    [true, "on"],
    ["idle", "idle"],
    [{ a: 1 }, '{"a":1}'],
  ])("writes %j as %s", (value, text) => expect(formatValue(value, 1)).toBe(text));
});
