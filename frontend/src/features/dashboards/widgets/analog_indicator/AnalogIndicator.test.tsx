import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it.each([
  [50, "Normal"],
  [60, "Normal"],
  [71, "11.0 bar above normal"],
  [35, "5.00 bar below normal"],
])("says how far %s lies from normal: %s", (value, words) => {
  renderWidget("analog_indicator", [sampleSource({ unit: "bar" }, { ts: NOW, value, quality: 0 })], {
    options: { normalLow: 40, normalHigh: 60 },
  });
  expect(screen.getByText(words)).toBeInTheDocument();
});

it("says nothing of normal where there is no value", () => {
  renderWidget("analog_indicator", [sampleSource({}, null)]);
  expect(screen.queryByText("Normal")).not.toBeInTheDocument();
});
