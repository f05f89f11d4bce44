import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sampleSource } from "../data/sampleSource";
import { SeriesTable } from "./SeriesTable";

const AT_MS = Date.parse("2026-03-01T12:00:00Z");
const source = sampleSource({ unit: "°C" }, null, { ts: [AT_MS], value: [20], isReduced: false });

describe("a chart as table", () => {
  it("says the numbers in the unit in which the lines are drawn", () => {
    render(<SeriesTable title="Boiler" sources={[source]} unit="°F" />);
    expect(screen.getByRole("columnheader", { name: /°F/ })).toBeInTheDocument();
    expect(screen.getByRole("cell", { name: "68.00" })).toBeInTheDocument();
  });

  it("keeps the unit of what cannot be converted", () => {
    render(<SeriesTable title="Boiler" sources={[source]} unit="kg" />);
    expect(screen.getByRole("columnheader", { name: /°C/ })).toBeInTheDocument();
    expect(screen.getByRole("cell", { name: "20.00" })).toBeInTheDocument();
  });
});
