import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";
import { bearing } from "./Compass";

const wind = (degrees: number) => sampleSource({ unit: "°" }, { ts: NOW, value: degrees, quality: 0 });

it.each([
  [0, "N"],
  [247, "WSW"],
  [359, "N"],
  [-90, "W"],
  [450, "E"],
])("calls %s degrees %s", (degrees, point) => {
  renderWidget("compass", [wind(degrees)]);
  expect(screen.getByTestId("reading")).toHaveTextContent(point);
});

it("turns with its vane and tells how hard it blows", () => {
  renderWidget("compass", [wind(80), sampleSource({ unit: "m/s" }, { ts: NOW, value: 10, quality: 0 })], {
    options: { offset: 10, unit: "km/h" },
  });
  expect(screen.getByRole("img")).toHaveAccessibleName("Title: E, 90°");
  expect(screen.getByText("36.0 km/h")).toBeInTheDocument();
  expect(bearing(-730)).toBe(350);
});
