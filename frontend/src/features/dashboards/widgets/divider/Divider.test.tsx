import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderWidget } from "../testing";

it("divides, with a word on it", () => {
  renderWidget("divider", [], { options: { text: "Pumps", direction: "vertical" } });
  expect(screen.getByRole("separator")).toHaveAttribute("aria-orientation", "vertical");
  expect(screen.getByText("Pumps")).toBeInTheDocument();
});
