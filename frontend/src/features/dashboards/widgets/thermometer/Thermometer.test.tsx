import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it("shows a temperature on its scale, in the unit that was chosen", () => {
  renderWidget("thermometer", [sampleSource({ unit: "°C", low: 0, high: 50 }, { ts: NOW, value: 20, quality: 0 })], {
    options: { unit: "°F" },
  });
  expect(screen.getByTestId("reading")).toHaveTextContent("68.0 °F");
  expect(screen.getByRole("meter")).toHaveAttribute("aria-valuemin", "32");
  expect(screen.getByText("122")).toBeInTheDocument();
});
