import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";
import { barsOf } from "./Signal";

it.each([
  [null, 0],
  [-120, 0],
  [-110, 0],
  [-109, 1],
  [-80, 3],
  [-50, 5],
  [0, 5],
])("has for %s dBm %s bars", (value, bars) => expect(barsOf(value, -110, -50)).toBe(bars));

it("says its bars in words", () => {
  renderWidget("signal", [sampleSource({ unit: "dBm" }, { ts: NOW, value: -67, quality: 0 })]);
  expect(screen.getByTitle("4 of 5 bars")).toBeInTheDocument();
});
