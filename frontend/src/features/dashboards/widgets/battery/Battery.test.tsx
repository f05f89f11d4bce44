import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it("tells how full a battery is, also by its voltage", () => {
  renderWidget("battery", [sampleSource({ unit: "V" }, { ts: NOW, value: 12.4, quality: 0 })], {
    options: { min: 11.5, max: 12.8 },
  });
  const battery = screen.getByRole("meter");
  expect(battery).toHaveAttribute("aria-valuetext", "12.4 V");
  expect(battery).toHaveAttribute("aria-valuemin", "11.5");
});
