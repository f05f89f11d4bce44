import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it.each(["upright", "lying", "silo"])("tells the level of a tank that is %s", (shape) => {
  renderWidget("tank", [sampleSource({}, { ts: NOW, value: 9, quality: 0 })], {
    options: { shape },
    rules: [{ when: "below", value: 15, level: "major", text: "Nearly empty" }],
  });
  expect(screen.getByRole("meter", { name: "Title" })).toHaveAttribute("aria-valuenow", "9");
  expect(screen.getByTestId("reading")).toHaveAttribute("data-level", "major");
  expect(screen.getByText("Nearly empty")).toBeInTheDocument();
});
