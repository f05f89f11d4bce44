import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { bandsOf } from "../../data/bands";
import { sampleSource } from "../../data/sampleSource";
import { fractionOf } from "../../data/scale";
import { NOW, renderWidget } from "../testing";
import { arc } from "./arc";

describe("gauge", () => {
  it("stops at the ends of its scale", () => {
    expect(fractionOf(150, 0, 100)).toBe(1);
    expect(fractionOf(-5, 0, 100)).toBe(0);
    expect(fractionOf(5, 10, 10)).toBe(0);
    expect(arc(10, 0, 0.5)).toBe("M-8.66 5A10 10 0 0 1 0 -10");
  });

  it("shows the more severe limit where two overlap", () => {
    const bands = bandsOf(
      [
        { when: "above", value: 60, level: "minor", text: "" },
        { when: "above", value: 80, level: "critical", text: "" },
        { when: "below", value: 10, level: "major", text: "" },
      ],
      0,
      100,
    );
    expect(bands).toEqual([
      { from: 0, to: 10, level: "major" },
      { from: 60, to: 80, level: "minor" },
      { from: 80, to: 100, level: "critical" },
    ]);
  });

  it("takes its scale from the metric and tells its value to a screen reader", () => {
    renderWidget("gauge", [sampleSource({ low: -20, high: 60 }, { ts: NOW, value: 12, quality: 0 })]);
    const gauge = screen.getByRole("meter", { name: "Title" });
    expect(gauge).toHaveAttribute("aria-valuemin", "-20");
    expect(gauge).toHaveAttribute("aria-valuemax", "60");
    expect(gauge).toHaveAttribute("aria-valuetext", "12.0 %");
  });
});
