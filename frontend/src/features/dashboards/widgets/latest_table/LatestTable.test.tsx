import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it("shows each metric with value, age and what is the matter with it", () => {
  renderWidget(
    "latest_table",
    [
      sampleSource({ topic: "m:1", path: "good" }, { ts: NOW - 2000, value: 70, quality: 0 }),
      sampleSource({ topic: "m:2", path: "old" }, { ts: NOW - 600_000, value: 2, quality: 0 }),
      sampleSource({ topic: "m:3", path: "bad" }, { ts: NOW, value: 3, quality: 2 }),
      sampleSource({ topic: "m:4", path: "nothing" }, null),
      sampleSource({ topic: "m:5", state: "missing" }, null),
    ],
    { rules: [{ when: "above", value: 60, level: "major", text: "Too much" }] },
  );
  const rows = screen.getAllByRole("row").slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    "Machinegood70.0%2 s",
    "Machineold2.0%10 min",
    "Machinebad3.0%now",
    "Machinenothing–",
    " Deleted, or not yours to see",
  ]);
  const [good, old, bad] = rows;
  if (!good || !old || !bad) throw new Error("Rows are missing.");
  expect(within(good).getByTitle("Too much")).toBeInTheDocument();
  expect(within(old).getByLabelText("Stale")).toBeInTheDocument();
  expect(within(bad).getByLabelText("Bad quality")).toBeInTheDocument();
});
