import { screen } from "@testing-library/react";
import i18next from "i18next";
import { expect, it, vi } from "vitest";
import { exampleBins, exampleHours } from "../../charts/exampleData";
import { context, HOUR } from "../../charts/testing";
import { sampleSource } from "../../data/sampleSource";
import { renderWidget } from "../testing";
import { type HeatParams, heatFigure, heatTable, matrixOf } from "./heatFigure";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const params: HeatParams = { by: "weekday", statistic: "avg", min: null, max: null, decimals: 0 };
const range = { from_ms: 0, to_ms: 12 * HOUR, isLive: false };
const hours = { ...sampleSource({ path: "a", unit: "kW" }, null), levels: { hours: exampleHours() } };

it("names its rows after weekdays, Monday first", () => {
  expect(matrixOf([hours], params).rows).toEqual(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
});

it("names its rows after dates of the zone that the server counted in", () => {
  const dated = { ...hours, levels: { hours: { ...exampleHours(), rows: ["2026-03-02"] } } };
  expect(matrixOf([dated], { by: "date", statistic: "avg" }).rows).toEqual([expect.stringMatching(/^Mon,? 2 Mar$/)]);
});

it("has a column for each hour and borders for 24", () => {
  const [trace] = heatFigure([hours], params, range, context).data;
  expect(trace).toMatchObject({ type: "heatmap", x: Array.from({ length: 25 }, (_, i) => i) });
});

it("over time it has a row for each metric and shares the cursor", () => {
  const source = (path: string) => ({
    ...sampleSource({ path, topic: path }, null),
    levels: { bins: exampleBins(HOUR) },
  });
  const { data, time } = heatFigure([source("a"), source("b")], { ...params, by: "sources" }, range, context);
  expect((data[0] as { z: unknown[] }).z).toHaveLength(2);
  expect(time?.readout(HOUR / 24)?.rows.map(({ name, text }) => [name, text])).toEqual([
    ["a", "46 %"],
    ["b", "46 %"],
  ]);
});

it("is a table of hours too", () => {
  const table = heatTable({ sources: [hours], params }, i18next.getFixedT(null, "dashboards"));
  expect(table.columns.map(({ label }) => label)).toEqual(["Time", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
  expect(table.rows[12]?.slice(0, 2)).toEqual(["12:00", 70]);
});

it("says in words between what it lies and where it is highest", () => {
  renderWidget("heatmap", [hours], { options: { decimals: 0 } });
  expect(screen.getByRole("img")).toHaveAccessibleName("Title: between 15 and 70 kW, highest at Mon.");
});
