import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { context } from "../../charts/testing";
import { sampleSource } from "../../data/sampleSource";
import { renderWidget } from "../testing";
import { fitOf, pairsOf } from "./pairs";
import { scatterFigure } from "./scatterFigure";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const source = (path: string, ts: number[], value: (number | null)[], unit = "") =>
  sampleSource({ path, topic: `m:${path}`, unit, expected_s: 1 }, null, { ts, value, isReduced: false });

it("pairs each value with the last one of the other metric", () => {
  expect(pairsOf(source("x", [0, 1000], [1, 2]), source("y", [500, 1000, 1500], [10, 20, 30]))).toEqual({
    ts: [500, 1000, 1500],
    x: [1, 2, 2],
    y: [10, 20, 30],
  });
});

it("does not pair what lies a gap apart, nor what is missing", () => {
  const pairs = pairsOf(source("x", [0, 1000], [1, null]), source("y", [500, 1500, 9000], [10, 20, 30]));
  expect(pairs.ts).toEqual([500]);
});

it("finds the line that fits best", () => {
  expect(fitOf({ x: [0, 1, 2], y: [1, 3, 5] })).toEqual({ slope: 2, offset: 1, r2: 1 });
  expect(fitOf({ x: [1, 1, 1], y: [1, 2, 3] })).toBeNull();
  expect(fitOf({ x: [1, 2], y: [1, 2] })).toBeNull();
});

it("names the axis below after the first metric, and lets it write no HTML", () => {
  const { layout, data } = scatterFigure(
    [source("<b>x", [0, 1000, 2000], [1, 2, 3], "°C"), source("y", [0, 1000, 2000], [1, 2, 3])],
    { color: "metric", showFit: true, min: null, max: null, decimals: 1, showLimits: true },
    [],
    context,
  );
  expect(layout.xaxis?.title).toMatchObject({ text: "&lt;b&gt;x (°C)" });
  expect(data.map((trace) => "mode" in trace && trace.mode)).toEqual(["markers", "lines"]);
});

it("asks for a second metric", () => {
  renderWidget("scatter", [source("x", [0], [1])]);
  expect(screen.getByTestId("chart-notes")).toHaveTextContent("Bind a second metric");
});

it("says the formula of its line", () => {
  renderWidget("scatter", [source("x", [0, 1000, 2000], [1, 2, 3]), source("y", [0, 1000, 2000], [1, 3, 5])], {
    options: { showFit: true },
  });
  expect(screen.getByTestId("chart-notes")).toHaveTextContent("y = 2.00 x − 1.00, R² 1.00");
});
