import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it("says in words why it has another colour", () => {
  const { container } = renderWidget("shape", [sampleSource({}, { ts: NOW, value: 90, quality: 0 })], {
    rules: [{ when: "above", value: 80, level: "critical", text: "Hot" }],
  });
  expect(container.querySelector("path")?.style.stroke).toBe("var(--critical)");
  expect(screen.getByRole("img")).toHaveAccessibleName("Title: Hot");
  expect(screen.getByText("Hot")).toBeInTheDocument();
});

it("is only decoration without a value and a title", () => {
  renderWidget("shape", [], { title: "" });
  expect(screen.queryByRole("img")).not.toBeInTheDocument();
});
