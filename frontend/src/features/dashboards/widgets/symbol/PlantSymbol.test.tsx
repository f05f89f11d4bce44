import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";
import { SYMBOL_NAMES } from "./symbols";

const source = (value: unknown, age_ms = 0) =>
  sampleSource({ unit: "%", expected_s: 1 }, { ts: NOW - age_ms, value: value as number, quality: 0 });
const drawing = () => screen.getByRole("img");

it("turns and says so while it is on, and stands still when off", () => {
  renderWidget("symbol", [source(true)]);
  expect(drawing()).toHaveAttribute("data-tone", "accent");
  expect(drawing()).toHaveAttribute("data-moves", "true");
  expect(drawing()).toHaveAccessibleName("Title, On");
});

it("is calm when off", () => {
  renderWidget("symbol", [source(false)]);
  expect(drawing()).toHaveAttribute("data-tone", "normal");
  expect(drawing()).toHaveAttribute("data-moves", "false");
  expect(drawing()).toHaveAccessibleName("Title, Off");
});

it("is as full as its value says, within its ends", () => {
  renderWidget("symbol", [source(30)], { options: { symbol: "tank", min: 10, max: 50 } });
  // Half of the way between the bottom at 94 and the top at 10.
  expect(drawing().querySelectorAll("g rect")[1]).toHaveAttribute("y", "52");
  expect(screen.getByTestId("reading")).toHaveTextContent("30.0 %");
});

it("shows trouble by colour and by word", () => {
  renderWidget("symbol", [source(95)], {
    options: { symbol: "tank" },
    rules: [{ when: "above", value: 90, level: "critical", text: "Overflow" }],
  });
  expect(drawing()).toHaveAttribute("data-tone", "critical");
  expect(screen.getByText("Overflow")).toBeInTheDocument();
});

it("does not pretend to run on a value that stood still", () => {
  renderWidget("symbol", [source(true, 60_000)]);
  expect(drawing()).toHaveAttribute("data-tone", "stale");
  expect(drawing()).toHaveAttribute("data-moves", "false");
  expect(screen.getByText("Stale")).toBeInTheDocument();
});

it.each(SYMBOL_NAMES)("draws a %s with and without a value", (symbol) => {
  const { container, unmount } = renderWidget("symbol", [source(60)], { options: { symbol } });
  expect(container.querySelectorAll("svg *").length).toBeGreaterThan(1);
  unmount();
  renderWidget("symbol", [], { options: { symbol } });
  expect(drawing()).toHaveAccessibleName("Title");
});
