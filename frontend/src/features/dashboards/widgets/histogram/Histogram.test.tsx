import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { exampleDistribution } from "../../charts/exampleData";
import { context } from "../../charts/testing";
import { sampleSource } from "../../data/sampleSource";
import { renderWidget } from "../testing";
import { histogramFigure } from "./histogramFigure";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const made = exampleDistribution();
const source = { ...sampleSource({ path: "a", unit: "°C" }, null), levels: { distribution: made } };
const params = { asPercent: false, decimals: 0, showLimits: true };

it("stands its bars between the borders that the server counted in", () => {
  const { data, layout } = histogramFigure([source], params, [], context);
  expect(data[0]).toMatchObject({ y: made.counts, width: made.counts.map(() => 5) });
  expect(layout.xaxis?.ticktext?.at(-1)).toMatch(/°C$/);
});

it("counts in percent of all samples", () => {
  const { data, layout } = histogramFigure([source], { ...params, asPercent: true }, [], context);
  const heights = (data[0] as { y: number[] }).y; // a bar's heights are numbers
  expect(heights.reduce((sum, height) => sum + height, 0)).toBeCloseTo(100);
  expect(layout.yaxis?.ticktext?.at(-1)).toMatch(/%$/);
});

it("stands limits upright", () => {
  const rules = [{ when: "above" as const, value: 60, level: "major" as const, text: "Warm" }];
  expect(histogramFigure([source], params, rules, context).layout.shapes).toMatchObject([
    { x0: 60, x1: 60, y0: 0, y1: 1 },
  ]);
});

it("says in words where the middle half lies, and when it is made of averages", () => {
  const averaged = { ...source, levels: { distribution: { ...made, of_averages_s: 600 } } };
  renderWidget("histogram", [averaged], { options: { decimals: 0 } });
  expect(screen.getByRole("img")).toHaveAccessibleName(
    "Title. a: 274 samples, median 50 °C, half of them between 43 and 57.",
  );
  expect(screen.getByTestId("chart-notes")).toHaveTextContent("Of averages of 10 min");
});
