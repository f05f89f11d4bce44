import { screen } from "@testing-library/react";
import i18next from "i18next";
import { expect, it, vi } from "vitest";
import { context, HOUR, range } from "../../charts/testing";
import { sampleSource } from "../../data/sampleSource";
import type { Rule } from "../../document/dashboardDocument";
import { renderWidget } from "../testing";
import { stretchesOf, timelineFigure, timelineTable } from "./timelineFigure";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const run = (from: number, to: number, value: unknown, quality = 0) => ({
  from_ms: from * HOUR,
  to_ms: to * HOUR,
  value,
  quality,
});
const source = (runs: ReturnType<typeof run>[], path = "pump", is_cut = false) => ({
  ...sampleSource({ path, topic: `m:${path}`, unit: "", dataType: "string" as const }, null),
  levels: { runs: { runs, is_cut } },
});
const params = { showTexts: true, mappings: [], decimals: null };

it("draws a bar for each stretch, one colour for each state", () => {
  const { data } = timelineFigure(
    [source([run(0, 1, "on"), run(1, 2, "off"), run(2, 4, "on")])],
    params,
    [],
    range,
    context,
  );
  expect(data).toHaveLength(2);
  expect(data[0]).toMatchObject({ name: "on", base: [0, 2 * HOUR], x: [HOUR, 2 * HOUR], y: [0, 0] });
});

it("writes a state only where it has room", () => {
  const runs = [run(0, 0.01, "maintenance"), run(1, 4, "maintenance")];
  const [bars] = timelineFigure([source(runs)], params, [], range, context).data;
  expect(bars).toMatchObject({ text: ["", "maintenance"] });
});

it("hatches what is of bad quality", () => {
  const [bars] = timelineFigure([source([run(0, 1, "on"), run(1, 2, "on", 2)])], params, [], range, context).data;
  expect(bars).toMatchObject({ marker: { pattern: { shape: ["", "/"] } } });
});

it("makes a number a state by its limits, and joins neighbours", () => {
  const rules: Rule[] = [{ when: "above", value: 80, level: "critical", text: "Too hot" }];
  const temperature = {
    ...sampleSource({ path: "t", dataType: "double" }, null),
    levels: {
      bins: { ts: [0, 1, 2, 3], end: [1, 2, 3, 4], width_s: 1, last: [20, 30, 90, null] },
    },
  };
  expect(stretchesOf(temperature, params, rules)).toMatchObject([
    { from_ms: 0, to_ms: 2, state: { level: "normal" } },
    { from_ms: 2, to_ms: 3, state: { level: "critical", text: "Too hot" } },
  ]);
});

it("is a table too, newest first", () => {
  const table = timelineTable(
    { sources: [source([run(0, 1, "on"), run(1, 3, "off")])], params, rules: [] },
    i18next.getFixedT(null, "dashboards"),
  );
  expect(table.rows.map(([name, state, , lasted]) => [name, state, lasted])).toEqual([
    ["pump", "off", "2 h"],
    ["pump", "on", "1 h"],
  ]);
});

it("says in words what is now, and that older states are left out", () => {
  renderWidget("state_timeline", [source([run(0, 1, "on"), run(1, 3, "off")], "pump", true)]);
  expect(screen.getByRole("img")).toHaveAccessibleName("Title. pump: off for 2 h, 2 stretches.");
  expect(screen.getByTestId("chart-notes")).toHaveTextContent("Older states are too many to show");
});
