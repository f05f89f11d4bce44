import { screen } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it, vi } from "vitest";
import { context, HOUR, range } from "../../charts/testing";
import type { Bins } from "../../data/levels";
import { sampleSource } from "../../data/sampleSource";
import type { Source } from "../../data/source";
import { NOW, renderWidget } from "../testing";
import { type BarParams, barFigure } from "./barFigure";
import { barTable } from "./barTable";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const params: BarParams = {
  by: "time",
  statistic: "avg",
  mode: "grouped",
  isHorizontal: false,
  min: null,
  max: null,
  decimals: 1,
  showLimits: true,
  showZones: false,
};
const bins = (avg: (number | null)[], shift = 0): Bins => ({
  ts: avg.map((_, i) => i * HOUR + shift),
  end: avg.map((_, i) => (i + 1) * HOUR + shift),
  width_s: 3600,
  avg,
});
const source = (path: string, avg: (number | null)[], more: Partial<Source> = {}): Source => ({
  ...sampleSource({ path, topic: `m:${path}`, unit: "kW" }, { ts: NOW, value: 7, quality: 0 }),
  levels: { bins: bins(avg) },
  ...more,
});
const figure = (sources: Source[], more: Partial<BarParams> = {}) =>
  barFigure({ sources, params: { ...params, ...more }, rules: [], range }, context);

describe("bars over time", () => {
  it("stand in the middle of their hour and on zero", () => {
    const { data, layout } = figure([source("a", [10, 20])]);
    expect(data[0]).toMatchObject({ x: [0.5 * HOUR, 1.5 * HOUR], y: [10, 20] });
    expect(layout.yaxis?.ticktext).toEqual(["0", "5", "10", "15", "20 kW"]);
  });

  it("an empty bin has no bar and no zero", () => {
    const { data, time } = figure([source("a", [10, null, 20])]);
    expect(data[0]).toMatchObject({ y: [10, null, 20] });
    expect(time?.readout(1.5 * HOUR)?.rows[0]?.text).toBe("–");
    expect(time?.readout(2.9 * HOUR)?.rows[0]?.text).toBe("20.0 kW");
  });

  it("stacked they reach up to their sum", () => {
    const { layout } = figure([source("a", [10, 20]), source("b", [5, 60])], { mode: "stacked" });
    expect(layout.barmode).toBe("relative");
    expect(layout.yaxis?.range?.[1]).toBeGreaterThanOrEqual(80);
  });

  it("the period before stands beside them, paler and at the same place", () => {
    const before = {
      shift_ms: 4 * HOUR,
      series: { ts: [], value: [], isReduced: false },
      levels: { bins: bins([3], -4 * HOUR) },
    };
    const { data } = figure([source("a", [10], { before })]);
    expect(data[0]).toMatchObject({ x: [0.5 * HOUR], y: [3], opacity: 0.4 });
    expect(data[1]).toMatchObject({ x: [0.5 * HOUR], y: [10], opacity: 1 });
  });

  it("lines that are switched off are not drawn and keep their colours", () => {
    const both = [source("a", [1]), source("b", [2])];
    const whole = figure(both).data[1];
    const { data } = barFigure({ sources: both, params, rules: [], range, hidden: new Set(["m:a"]) }, context);
    expect(data).toEqual([whole]);
  });
});

describe("bars of metrics", () => {
  const total = { count: 3, min: 1, max: 9, avg: 4, sum: 12, first: 1, last: 2, range: 8 };

  it("say the figure of the whole range, or the newest value", () => {
    const sources = [source("a", [], { levels: { total } })];
    expect(figure(sources, { by: "sources", statistic: "range" }).data[0]).toMatchObject({ y: [8] });
    expect(figure(sources, { by: "sources", statistic: "latest" }).data[0]).toMatchObject({ y: [7] });
    expect(figure(sources, { by: "sources", statistic: "count" }).layout.yaxis?.ticktext?.at(-1)).not.toContain("kW");
  });

  it("lie when they are told to, the first at the top", () => {
    const { data, layout } = figure([source("a", [], { levels: { total } })], { by: "sources", isHorizontal: true });
    expect(data[0]).toMatchObject({ orientation: "h", x: [4], y: [0] });
    expect(layout.yaxis).toMatchObject({ range: [0.5, -0.5], ticktext: ["a"] });
  });
});

it("is a table too, newest first", () => {
  const table = barTable(
    { params: { ...params, bins: "auto", unit: "", compare: "page" }, sources: [source("a", [1, null])] },
    i18next.getFixedT(null, "dashboards"),
  );
  expect(table.columns[1]).toEqual({ label: "a", unit: "kW" });
  expect(table.rows.map((row) => row[1])).toEqual([null, 1]);
});

it("says in words what the bars show", () => {
  renderWidget("bar", [source("a", [10, 20])]);
  expect(screen.getByRole("img")).toHaveAccessibleName("Title. Average. a: 2 bars between 10.0 and 20.0 kW.");
});

it("says that there is nothing in this time range", () => {
  renderWidget("bar", [source("a", [null])]);
  expect(screen.getByText("No values in this time range")).toBeInTheDocument();
});
