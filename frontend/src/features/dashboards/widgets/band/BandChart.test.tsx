import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { context, HOUR, range } from "../../charts/testing";
import type { Bins } from "../../data/levels";
import { sampleSource } from "../../data/sampleSource";
import { renderWidget } from "../testing";
import { bandFigure, stretches } from "./bandFigure";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const bins = (avg: (number | null)[]): Bins => ({
  ts: avg.map((_, i) => i * HOUR),
  end: avg.map((_, i) => (i + 1) * HOUR),
  width_s: 3600,
  avg,
  min: avg.map((value) => (value === null ? null : value - 1)),
  max: avg.map((value) => (value === null ? null : value + 2)),
});
const source = (avg: (number | null)[], expected_s: number | null = 60) => ({
  ...sampleSource({ path: "a", unit: "°C", expected_s }, null),
  levels: { bins: bins(avg) },
});
const params = { showAverage: true, min: null, max: null, decimals: 1, showLimits: true, showZones: false };

it("goes around each stretch, with a hole where there is nothing", () => {
  const { data } = bandFigure({ sources: [source([5, 6, null, null, 7])], params, rules: [], range }, context);
  expect(data[0]).toMatchObject({
    fill: "toself",
    y: [7, 8, 5, 4, null, 9, 6, null],
  });
  expect(data[1]).toMatchObject({ y: [5, 6, null, 7, null], connectgaps: false });
});

it("does not fall into dots when samples are rarer than bins", () => {
  expect(stretches(bins([5, null, 6, null, 7]), 2 * 3600)).toHaveLength(1);
});

it("tells average and both ends at a moment", () => {
  const { time } = bandFigure({ sources: [source([5, 6])], params, rules: [], range }, context);
  expect(time?.readout(0.5 * HOUR)?.rows).toMatchObject([{ name: "a", text: "5.0 (4.0 – 7.0) °C" }]);
});

it("says in words what it lies between", () => {
  renderWidget("band", [source([5, 6])], { options: { decimals: 0 } });
  expect(screen.getByRole("img")).toHaveAccessibleName("Title. a: between 4 and 8 °C.");
});
