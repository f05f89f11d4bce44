import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

it("says what the code says", () => {
  renderWidget("qr_code", [sampleSource({ unit: "" }, { ts: NOW, value: "A-17", quality: 0 })], {
    options: { text: "https://example.com/{{1}}", caption: "Manual" },
  });
  expect(screen.getByTitle("Code that says: https://example.com/A-17")).toBeInTheDocument();
  expect(screen.getByText("Manual")).toBeInTheDocument();
});

it("says why there is none", () => {
  renderWidget("qr_code", [], { options: { text: " " } });
  expect(screen.getByText("Write what the code says.")).toBeInTheDocument();
});

it("refuses what no code can hold", () => {
  const long = Array.from({ length: 5 }, () =>
    sampleSource({ unit: "" }, { ts: NOW, value: "x".repeat(400), quality: 0 }),
  );
  renderWidget("qr_code", long, { options: { text: "{{1}}{{2}}{{3}}{{4}}{{5}}" } });
  expect(screen.getByText(/This is too long for a code: 2000 letters/)).toBeInTheDocument();
});
