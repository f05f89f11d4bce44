import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";
import { rangeOf, sparkPath } from "./sparkPath";

describe("sparkline", () => {
  it("draws a line between lowest and highest", () => {
    const { line } = sparkPath({ ts: [0, 5, 10], value: [0, 10, 5] }, { from_ms: 0, to_ms: 10, low: 0, high: 10 });
    expect(line).toBe("M0.00,30.00L50.00,0.00L100.00,15.00");
  });

  it("breaks where a value is missing and shows a lonely point", () => {
    const { line } = sparkPath(
      { ts: [0, 2, 4, 6], value: [1, null, 1, null] },
      { from_ms: 0, to_ms: 10, low: 0, high: 2 },
    );
    expect(line).toBe("M0.00,15.00h0M40.00,15.00h0");
  });

  it("puts a flat line into the middle and knows no range of nothing", () => {
    expect(rangeOf([5, 5])).toEqual({ low: 4, high: 6 });
    expect(rangeOf([null])).toBeNull();
  });

  it("says its range in words", () => {
    const series = { ts: [NOW - 2000, NOW - 1000, NOW], value: [10, 30, 20], isReduced: false };
    renderWidget("sparkline", [sampleSource({}, { ts: NOW, value: 20, quality: 0 }, series)]);
    expect(screen.getByRole("img")).toHaveAccessibleName("Title: between 10.0 and 30.0 in this time range.");
    expect(screen.getByTestId("reading")).toHaveTextContent("20.0%");
  });
});
