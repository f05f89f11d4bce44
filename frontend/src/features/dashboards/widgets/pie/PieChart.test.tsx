import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { context, HOUR } from "../../charts/testing";
import { sampleSource } from "../../data/sampleSource";
import { readParams } from "../params";
import { NOW, renderWidget } from "../testing";
import { fields } from "./index";
import { durationText, slicesOf } from "./slices";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const source = (path: string, value: number) =>
  sampleSource({ path, topic: `m:${path}`, unit: "kW" }, { ts: NOW, value, quality: 0 });
const params = (options: Record<string, unknown> = {}) => readParams(fields, options);

it("divides the sum, and names what is less than nothing", () => {
  const { slices, total, negative } = slicesOf([source("a", 30), source("b", 10), source("c", -5)], params(), context);
  expect(slices.map(({ name, text }) => [name, text])).toEqual([
    ["a", "30.0 kW"],
    ["b", "10.0 kW"],
  ]);
  expect([total, negative]).toEqual([40, ["c"]]);
});

it("adds up how long each state lasted", () => {
  const run = (from: number, to: number, value: string) => ({
    from_ms: from * HOUR,
    to_ms: to * HOUR,
    value,
    quality: 0,
  });
  const runs = { runs: [run(0, 1, "on"), run(1, 2, "off"), run(2, 4.5, "on")], is_cut: false };
  const { slices } = slicesOf([{ ...source("a", 1), levels: { runs } }], params({ by: "states" }), context);
  expect(slices.map(({ name, text }) => [name, text])).toEqual([
    ["on", "3 h 30 min"],
    ["off", "1 h"],
  ]);
});

it("gives a state the name and the colour that its mapping says", () => {
  const runs = { runs: [{ from_ms: 0, to_ms: HOUR, value: 2, quality: 0 }], is_cut: false };
  const mappings = [{ when: "is", value: "2", from: null, to: null, text: "Fault", level: "critical" }];
  const { slices } = slicesOf([{ ...source("a", 1), levels: { runs } }], params({ by: "states", mappings }), context);
  expect(slices).toMatchObject([{ name: "Fault", color: context.tokens.levels.critical }]);
});

it.each([
  [0, "0 s"],
  [59_000, "59 s"],
  [90_000, "1 min 30 s"],
  [HOUR, "1 h"],
  [49 * HOUR, "2 d 1 h"],
])("a duration of %i ms reads %s", (ms, text) => expect(durationText(ms)).toBe(text));

it("says shares in words and hides a slice by its legend", () => {
  renderWidget("pie", [source("a", 30), source("b", 10)]);
  expect(screen.getByRole("img")).toHaveAccessibleName("Title. a: 30.0 kW, 75 %. b: 10.0 kW, 25 %");
  const [a] = screen.getAllByRole("button");
  if (a) fireEvent.click(a);
  expect(a).toHaveAttribute("aria-pressed", "false");
});
