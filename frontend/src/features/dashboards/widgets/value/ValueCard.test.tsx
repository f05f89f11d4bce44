import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import type { Rule } from "../../document/dashboardDocument";
import { NOW, renderWidget } from "../testing";

const RULES: Rule[] = [
  { when: "above", value: 60, level: "minor", text: "Warm" },
  { when: "above", value: 80, level: "critical", text: "Hot" },
];
const at = (age_s: number, value: unknown, quality = 0) =>
  sampleSource({}, { ts: NOW - age_s * 1000, value: value as number, quality });

describe("value card", () => {
  it("shows value, unit and age", () => {
    renderWidget("value", [at(2, 42.345)], { options: { decimals: 2 } });
    expect(screen.getByTestId("reading")).toHaveTextContent("42.35%");
    expect(screen.getByText("2 s")).toBeInTheDocument();
  });

  it("says in a word and a colour that a limit is passed", () => {
    renderWidget("value", [at(0, 81)], { rules: RULES });
    expect(screen.getByText("Hot")).toBeInTheDocument();
    expect(screen.getByTestId("reading")).toHaveAttribute("data-level", "critical");
  });

  it("greys a stale value, says how old it is and drops the limit's colour", () => {
    renderWidget("value", [at(95, 81)], { rules: RULES });
    expect(screen.getByTestId("reading")).toHaveAttribute("data-condition", "stale");
    expect(screen.getByTestId("reading")).not.toHaveAttribute("data-level");
    expect(screen.getByText("1 min ago")).toBeInTheDocument();
  });

  it("shows the age of a stale value even where ages are off", () => {
    renderWidget("value", [at(95, 1)], { options: { showAge: false } });
    expect(screen.getByText("1 min ago")).toBeInTheDocument();
  });

  it("names bad quality", () => {
    renderWidget("value", [at(0, 5, 2)]);
    expect(screen.getByText("Bad quality")).toBeInTheDocument();
  });

  it("tells no data from zero", () => {
    renderWidget("value", [sampleSource({}, null)]);
    expect(screen.getByTestId("reading")).toHaveTextContent("–");
    expect(screen.getByText("No data yet")).toBeInTheDocument();
  });

  it("writes whole numbers of a long without decimals and text as it is", () => {
    renderWidget("value", [sampleSource({ dataType: "long", unit: "" }, { ts: NOW, value: 7, quality: 0 })]);
    expect(screen.getByTestId("reading")).toHaveTextContent(/^7$/);
  });
});
