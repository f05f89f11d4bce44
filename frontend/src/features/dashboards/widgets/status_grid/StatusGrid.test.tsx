import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

const motor = (device: string, value: number | null, age_s = 0) =>
  sampleSource({ device, unit: "°C" }, value === null ? null : { ts: NOW - age_s * 1000, value, quality: 0 });
const RULES = [{ when: "above" as const, value: 80, level: "critical" as const, text: "Hot" }];

it("lets what is abnormal stand out, by word and symbol", () => {
  renderWidget("status_grid", [motor("A", 40), motor("B", 90), motor("C", 40, 60), motor("D", null)], { rules: RULES });
  const tiles = screen.getAllByRole("listitem");
  expect(tiles[1]).toHaveAttribute("data-level", "critical");
  expect(within(tiles[1] as HTMLElement).getByLabelText("Critical")).toBeInTheDocument();
  expect(within(tiles[1] as HTMLElement).getByText("Hot")).toBeInTheDocument();
  expect(within(tiles[2] as HTMLElement).getByLabelText("Stale")).toBeInTheDocument();
  expect(within(tiles[3] as HTMLElement).getByText("No data yet")).toBeInTheDocument();
  expect(screen.getByText("3 of 4 not normal")).toBeInTheDocument();
});

it("is glad when all is well", () => {
  renderWidget("status_grid", [motor("A", 40), motor("B", 41)], { rules: RULES, options: { showValue: false } });
  expect(screen.getAllByText("Normal")).toHaveLength(2);
  expect(screen.getByText("All 2 normal")).toBeInTheDocument();
});
