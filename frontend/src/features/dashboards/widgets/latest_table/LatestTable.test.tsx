import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openPage, renderWidget } from "../testing";

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
    { rules: [{ when: "above", value: 60, level: "major", text: "Too much" }], options: { decimals: 1 } },
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

const tenth = (i: number) =>
  sampleSource(
    { topic: `m:${i}`, device: `Pump ${i}`, path: i === 3 ? "مضخة 🚰" : "flow" },
    { ts: NOW, value: (i * 7) % 10, quality: 0 },
  );

it("sorts up, down and back, with what has no value at the end", async () => {
  renderWidget("latest_table", [tenth(1), sampleSource({ topic: "m:9", path: "none" }, null), tenth(2)], {
    options: { decimals: 0 },
  });
  const values = () =>
    screen
      .getAllByRole("row")
      .slice(1)
      .map((row) => row.querySelector("td:nth-child(3)")?.textContent);
  expect(values()).toEqual(["7%", "–", "4%"]);
  await userEvent.click(screen.getByRole("button", { name: "Value" }));
  expect(values()).toEqual(["4%", "7%", "–"]);
  expect(screen.getByRole("columnheader", { name: "Value" })).toHaveAttribute("aria-sort", "ascending");
  await userEvent.click(screen.getByRole("button", { name: "Value" }));
  expect(values()).toEqual(["7%", "4%", "–"]);
  await userEvent.click(screen.getByRole("button", { name: "Value" }));
  expect(values()).toEqual(["7%", "–", "4%"]);
});

it("finds a row among many, and says when there is none", async () => {
  renderWidget(
    "latest_table",
    Array.from({ length: 10 }, (_, i) => tenth(i)),
    { page: openPage().page },
  );
  await userEvent.type(screen.getByRole("searchbox"), "مضخة");
  await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
  await userEvent.type(screen.getByRole("searchbox"), "xyz");
  expect(await screen.findByText(/Nothing here is called/)).toBeInTheDocument();
});
