import { screen } from "@testing-library/react";
import i18next from "i18next";
import { expect, it, vi } from "vitest";
import { distributionTable } from "../../charts/distributionTable";
import { exampleDistribution } from "../../charts/exampleData";
import { context } from "../../charts/testing";
import { sampleSource } from "../../data/sampleSource";
import { renderWidget } from "../testing";
import { type BoxParams, boxFigure } from "./boxFigure";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const source = (path: string, middle: number) => ({
  ...sampleSource({ path, topic: `m:${path}`, unit: "°C" }, null),
  levels: { distribution: exampleDistribution(middle) },
});
const params: BoxParams = {
  style: "box",
  showOutliers: true,
  min: null,
  max: null,
  decimals: 0,
  showLimits: true,
  showZones: false,
};

it("draws a box from the server's quartiles, outliers as points", () => {
  const { data } = boxFigure([source("a", 50)], params, [], context);
  expect(data[0]).toMatchObject({
    type: "box",
    x: [0],
    q1: [43],
    median: [50],
    q3: [57],
    lowerfence: [26],
    upperfence: [75],
  });
  expect(data[1]).toMatchObject({ mode: "markers", y: [21, 79] });
});

it("draws a violin as an outline of the same width to both sides", () => {
  const { data } = boxFigure([source("a", 50)], { ...params, style: "violin", showOutliers: false }, [], context);
  const { x } = data[0] as { x: number[] }; // an outline is numbers
  expect(Math.max(...x)).toBeCloseTo(0.38);
  expect(Math.min(...x)).toBeCloseTo(-0.38);
});

it("leaves the place of a metric without numbers empty", () => {
  const none = sampleSource({ path: "b" }, null);
  const { data, layout } = boxFigure([none, source("a", 50)], { ...params, showOutliers: false }, [], context);
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ x: [1] });
  expect(layout.xaxis?.ticktext).toEqual(["b", "a"]);
});

it("is a table of its figures too", () => {
  const table = distributionTable({ sources: [source("a", 50)] }, i18next.getFixedT(null, "dashboards"));
  expect(table.rows.find(([figure]) => figure === "Median")).toEqual(["Median", 50]);
});

it("says in words what it shows", () => {
  renderWidget("box", [source("a", 50)], { options: { decimals: 0 } });
  expect(screen.getByRole("img")).toHaveAccessibleName(/median 50 °C/);
});
