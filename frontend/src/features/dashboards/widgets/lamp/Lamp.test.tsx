import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

const texts = { onText: "Running", offText: "Stopped" };
const lamp = (value: unknown, options = {}) =>
  renderWidget("lamp", [sampleSource({ unit: "" }, { ts: NOW, value: value as boolean, quality: 0 })], {
    options: { ...texts, ...options },
  });

it.each([
  [true, "Running"],
  [false, "Stopped"],
  [1, "Running"],
  [0, "Stopped"],
  ["off", "Stopped"],
  ["perhaps", "Unknown"],
])("says of %j: %s", (value, text) => {
  lamp(value);
  expect(screen.getByTestId("reading")).toHaveTextContent(text);
});

it("takes numbers from its threshold on for on", () => {
  lamp(4, { threshold: 5 });
  expect(screen.getByTestId("reading")).toHaveTextContent("Stopped");
});

it("shows how serious on is only while it is on", () => {
  lamp(true, { onLevel: "major" });
  expect(screen.getByTestId("reading")).toHaveAttribute("data-level", "major");
});
