import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

// Drawing needs a real browser; here we look at what stands around the picture.
vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const line = (path: string, age_s: number, quality = 0, value: number | null = 5) =>
  sampleSource(
    { topic: `m:${path}`, path },
    { ts: NOW - age_s * 1000, value, quality },
    { ts: [NOW - 3000, NOW - 2000], value: [1, value], isReduced: false },
  );

it("says in words what the lines show", () => {
  renderWidget("timeseries", [line("cpu", 0)]);
  expect(screen.getByRole("img")).toHaveAccessibleName("Title. cpu: last 5.0 %, between 1.0 and 5.0.");
});

it("names the lines and their values below a narrow chart", () => {
  renderWidget("timeseries", [line("cpu", 0), line("memory", 0)]);
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["cpu5.00%", "memory5.00%"]);
});

it("says which lines have stopped, are bad or are gone", () => {
  renderWidget("timeseries", [
    line("cpu", 125),
    line("memory", 0, 2),
    sampleSource({ topic: "m:9", state: "missing" }, null),
    sampleSource({ topic: "m:8", state: "missing", reason: { code: "no_role", device: "Pump", path: "level" } }, null),
  ]);
  expect(screen.getByTestId("chart-notes")).toHaveTextContent(
    "No new values from cpu for 2 min · Bad quality: memory · Pump has no level. · 1 line is deleted or not yours to see",
  );
});

it("says that there is nothing in this time range", () => {
  renderWidget("timeseries", [sampleSource({}, null)]);
  expect(screen.getByText("No values in this time range")).toBeInTheDocument();
});
