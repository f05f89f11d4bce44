import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { emptySeries } from "../../data/series";
import { NOW, renderWidget } from "../testing";
import { changeOf } from "./change";

const totals = (avg: number) => ({ avg, min: 0, max: avg, sum: avg, count: 7, first: avg, last: avg, range: avg });
const source = (now: number | null, before: number | null) => ({
  ...sampleSource({ unit: "kWh" }, { ts: NOW, value: 3, quality: 0 }),
  levels: now === null ? {} : { total: totals(now) },
  before: before === null ? null : { shift_ms: 1000, series: emptySeries(), levels: { total: totals(before) } },
});

it.each([
  [110, 100, { direction: "up", difference: 10, percent: 10 }],
  [90, -100, { direction: "up", difference: 190, percent: 190 }],
  [100.01, 100, { direction: "same" }],
  [5, 0, { direction: "up", difference: 5, percent: null }],
  [0, 0, { direction: "same", percent: null }],
])("from %s to %s", (now, before, change) => expect(changeOf(now, before)).toMatchObject(change));

describe("figure and change", () => {
  it("says by arrow and per cent how it differs", () => {
    renderWidget("delta", [source(46.2, 42)]);
    expect(screen.getByTestId("reading")).toHaveTextContent("46.2kWh");
    expect(screen.getByText("+10.0 %")).toBeInTheDocument();
    expect(screen.getByLabelText("Risen")).toBeInTheDocument();
    expect(screen.getByText("before: 42.0 kWh")).toBeInTheDocument();
  });

  it("says in a word whether that is good", () => {
    renderWidget("delta", [source(46.2, 42)], { options: { goodIs: "down" } });
    expect(screen.getByText("worse")).toBeInTheDocument();
  });

  it("counts both in the unit that is shown", () => {
    renderWidget("delta", [source(1, 2)], { options: { unit: "MJ" } });
    expect(screen.getByTestId("reading")).toHaveTextContent("3.60MJ");
    expect(screen.getByText("−50.0 %")).toBeInTheDocument();
  });

  it("counts a difference of degrees as a difference", () => {
    const warm = { ...source(10, 5), info: { ...source(1, 1).info, unit: "°C" } };
    renderWidget("delta", [warm], { options: { statistic: "range", unit: "°F" } });
    expect(screen.getByTestId("reading")).toHaveTextContent("18.0°F");
    expect(screen.getByText("before: 9.00 °F")).toBeInTheDocument();
  });

  it("says that there is nothing to compare with, and that there is nothing at all", () => {
    renderWidget("delta", [source(5, null)]);
    expect(screen.getByText("Nothing to compare with before")).toBeInTheDocument();
    renderWidget("delta", [source(null, null)]);
    expect(screen.getByText("No data yet")).toBeInTheDocument();
  });
});
