import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

const at = (value: number, info = {}) =>
  sampleSource(info, { ts: NOW, value, quality: 0 }, { ts: [NOW - 2000, NOW], value: [20, value], isReduced: false });

describe("bar gauge", () => {
  it("tells its value and scale to a screen reader", () => {
    renderWidget("linear_gauge", [at(12, { low: -20, high: 60 })]);
    const gauge = screen.getByRole("meter", { name: "Title" });
    expect(gauge).toHaveAttribute("aria-valuemin", "-20");
    expect(gauge).toHaveAttribute("aria-valuemax", "60");
    expect(gauge).toHaveAttribute("aria-valuetext", "12.0 %");
  });

  it("says that a value lies beyond its scale", () => {
    renderWidget("linear_gauge", [at(150)]);
    expect(screen.getByTitle("above the scale")).toBeInTheDocument();
  });

  it("marks where the value has been", () => {
    renderWidget("linear_gauge", [at(60)]);
    expect(screen.getByTitle("From 20.0 to 60.0 in this time range")).toBeInTheDocument();
  });

  it("shows scale and value in the unit that was chosen", () => {
    renderWidget("linear_gauge", [at(50, { unit: "°C", low: 0, high: 100 })], { options: { unit: "°F" } });
    expect(screen.getByRole("meter")).toHaveAttribute("aria-valuemax", "212");
    expect(screen.getByTestId("reading")).toHaveTextContent("122.0°F");
  });

  it("says at the value that its unit cannot be had", () => {
    renderWidget("linear_gauge", [at(50, { unit: "°C" })], { options: { unit: "bar" } });
    expect(screen.getByTestId("reading")).toHaveTextContent("50.0°C");
    expect(screen.getByLabelText(/does not become bar/)).toBeInTheDocument();
  });
});
