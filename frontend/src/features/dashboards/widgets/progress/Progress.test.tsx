import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

const made = (value: number | null) => [
  sampleSource({ unit: "pcs" }, value === null ? null : { ts: NOW, value, quality: 0 }),
];

it.each(["bar", "ring"])("says as a %s how much of the goal is reached", (style) => {
  renderWidget("progress", made(640), { options: { max: 1000, style, decimals: 0 } });
  expect(screen.getByTestId("reading")).toHaveTextContent("64%");
  expect(screen.getByText("640 of 1,000 pcs")).toBeInTheDocument();
});

it("says more than all of it", () => {
  renderWidget("progress", made(1250), { options: { max: 1000 } });
  expect(screen.getByTestId("reading")).toHaveTextContent("125%");
});

it("says nothing of a share that nobody knows", () => {
  renderWidget("progress", made(null), { options: { max: 1000 } });
  expect(screen.getByTestId("reading")).toHaveTextContent("–");
  expect(screen.getByText("No data yet")).toBeInTheDocument();
});
