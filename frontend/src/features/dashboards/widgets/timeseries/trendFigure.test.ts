import { describe, expect, it } from "vitest";
import type { FigureContext } from "@/shared/charts/PlotlyChart";
import { sampleSource } from "../../data/sampleSource";
import { type TrendParams, trendFigure } from "./trendFigure";

const context: FigureContext = {
  width: 600,
  height: 230,
  scheme: "light",
  tokens: {
    text: "#000",
    dimmed: "#555",
    line: "#eee",
    ground: "#fff",
    accent: "#00f",
    font: "sans-serif",
    levels: { warning: "w", minor: "m", major: "j", critical: "c" },
  },
};
const params: TrendParams = { style: "line", min: null, max: null, decimals: 1, showLimits: true, showZones: false };
const range = { from_ms: 0, to_ms: 10_000, isLive: true };
const source = (path: string, values: (number | null)[], info = {}) =>
  sampleSource(
    { path, topic: `m:${path}`, expected_s: 1, ...info },
    { ts: values.length * 1000, value: values.at(-1) ?? null, quality: 0 },
    { ts: values.map((_, i) => i * 1000), value: values, isReduced: false },
  );
const figure = (sources: ReturnType<typeof source>[], more: Partial<TrendParams> = {}, hasDirectLabels = false) =>
  trendFigure({ sources, params: { ...params, ...more }, rules: [], range, hasDirectLabels }, context);

describe("trendFigure", () => {
  it("breaks the line at a gap", () => {
    const one = source("a", [1, 2, 3]);
    one.series.ts = [0, 1000, 9000];
    expect(figure([one]).data[0]).toMatchObject({ y: [1, 2, null, 3], connectgaps: false });
  });

  it("says the unit once, at the top of at most five ticks", () => {
    expect(figure([source("a", [3, 97])]).layout.yaxis?.ticktext).toEqual(["0", "25", "50", "75", "100 %"]);
  });

  it("gives a second unit an axis of its own", () => {
    const { data, layout } = figure([source("a", [1, 2]), source("b", [500, 900], { unit: "rpm" })]);
    expect(data.map((trace) => "yaxis" in trace && trace.yaxis)).toEqual(["y", "y2"]);
    expect(layout.yaxis2?.ticktext?.at(-1)).toMatch(/rpm$/);
  });

  it("draws on and off as steps between two words", () => {
    const { data, layout } = figure([source("a", [0, 1, 0], { dataType: "boolean", unit: "" })]);
    expect(data[0]).toMatchObject({ line: { shape: "hv" } });
    expect(layout.yaxis?.ticktext).toEqual(["off", "on"]);
  });

  it("writes names at the ends of the lines without overlap", () => {
    const { layout } = figure([source("a", [1, 50]), source("b", [1, 50.1])], {}, true);
    const [a, b] = layout.annotations ?? [];
    expect([a?.text, b?.text]).toEqual(["a", "b"]);
    const pixels = ((Number(b?.y) - Number(a?.y)) / 100) * 200;
    expect(Math.abs(pixels)).toBeGreaterThanOrEqual(7);
  });

  it("keeps a near limit in the picture and a far one out of it", () => {
    const rules = [
      { when: "above" as const, value: 60, level: "major" as const, text: "Warm" },
      { when: "above" as const, value: 5000, level: "critical" as const, text: "Hot" },
    ];
    const { layout } = trendFigure(
      { sources: [source("a", [10, 50])], params, rules, range, hasDirectLabels: false },
      context,
    );
    expect(layout.shapes).toHaveLength(1);
    expect(layout.shapes?.[0]).toMatchObject({ y0: 60, line: { color: "j" }, label: { text: "Warm" } });
  });

  it("does not let a metric's name write HTML", () => {
    const [trace] = figure([source("<img src=x>", [1])]).data;
    expect(trace?.name).toBe("&lt;img src=x&gt;");
  });
});
