import { describe, expect, it } from "vitest";
import { catalogueOf } from "../graph/catalogue";
import { blockType, port } from "../testing/flow";
import { searchTypes } from "./search";

const catalogue = catalogueOf([
  blockType("output.alarm", { title: "Alarm", keywords: ["event", "alert"], inputs: [port("active", "boolean")] }),
  blockType("logic.threshold", {
    title: "Threshold",
    keywords: ["limit", "alarm"],
    inputs: [port("value")],
    outputs: [port("active", "boolean")],
  }),
  blockType("math.scale", {
    title: "Scale",
    summary: "Multiply and add.",
    inputs: [port("value")],
    outputs: [port("v")],
  }),
  blockType("source.metric", { title: "Metric", outputs: [port("value")] }),
]);
const found = (...query: [string, Parameters<typeof searchTypes>[2]?]) =>
  searchTypes(catalogue, ...query).map(({ type }) => type);

describe("searchTypes", () => {
  it("lists everything along the way of a sample when nothing is typed", () => {
    expect(found("")).toEqual(["source.metric", "math.scale", "logic.threshold", "output.alarm"]);
  });

  it("puts titles before keywords before the summary", () => {
    expect(found("alarm")).toEqual(["output.alarm", "logic.threshold"]);
    expect(found("multiply")).toEqual(["math.scale"]);
    expect(found("scale nothing")).toEqual([]);
  });

  it("offers what can follow a port, or come before it", () => {
    expect(found("", { side: "output", type: "boolean" })).toEqual(["output.alarm"]);
    expect(found("", { side: "input", type: "number" })).toEqual(["source.metric", "math.scale"]);
  });
});
