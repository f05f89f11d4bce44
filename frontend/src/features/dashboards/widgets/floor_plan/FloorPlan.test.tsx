import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

const source = (path: string, value: number, age_ms = 0) =>
  sampleSource({ topic: `m:${path}`, path, unit: "°C" }, { ts: NOW - age_ms, value, quality: 0 });

it("shows each value at its place on the picture, told by number, colour and shape", () => {
  renderWidget("floor_plan", [source("hall", 71)], {
    options: { picture: 4, spots: [{ source: 1, x: 30, y: 40, look: "both", label: "Hall" }] },
    rules: [{ when: "above", value: 70, level: "critical", text: "Too hot" }],
  });
  expect(screen.getByRole("img", { name: "Title" })).toHaveAttribute("src", "/api/pictures/4");
  const spot = screen.getByRole("listitem");
  expect(spot).toHaveTextContent("Hall 71.0 °C Too hot");
  expect(spot).toHaveStyle({ left: "30%", top: "40%" });
  expect(spot.querySelector("svg")).toHaveAttribute("data-look", "critical");
});

it("loses no source: those without a place stand along the top", () => {
  renderWidget("floor_plan", [source("a", 1), source("b", 2)], {
    options: {
      spots: [
        { source: 1, x: 30, y: 40 },
        { source: 9, x: 1, y: 1 },
      ],
    },
  });
  expect(screen.getAllByRole("listitem").map((item) => item.style.top)).toEqual(["40%", "6%"]);
  expect(screen.getByText(/Choose a picture/)).toBeInTheDocument();
});

it("says that a value stands still", () => {
  renderWidget("floor_plan", [source("a", 1, 60_000)]);
  expect(screen.getByRole("listitem").querySelector("svg")).toHaveAttribute("data-look", "stale");
  expect(screen.getByRole("listitem")).toHaveTextContent("Stale");
});
