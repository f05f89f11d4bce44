import { describe, expect, it } from "vitest";
import { followed, hasPassed, markOf } from "./followed";
import { step, trace } from "./testing";

const TRACE = trace(
  step("b1", { outputs: { value: 90 } }),
  step("b2", { outputs: { value: 180 } }),
  step("b3/u1", { outputs: { value: true } }),
);

describe("a trace that is followed", () => {
  it("marks the block where it is, where it has been and where it will go", () => {
    expect(["b1", "b2", "b3", "b4"].map((id) => markOf(TRACE, 1, id))).toEqual([
      "passed",
      "current",
      "ahead",
      "outside",
    ]);
  });

  it("shows a block inside a subflow as the one that stands on the canvas", () => {
    expect(markOf(TRACE, 2, "b3")).toBe("current");
  });

  it("knows only the values that have been sent so far", () => {
    expect([...followed(TRACE, 0).values]).toEqual([["b1.value", 90]]);
    expect([hasPassed(TRACE, 0, "b2.value"), hasPassed(TRACE, 1, "b2.value")]).toEqual([false, true]);
  });

  it("marks nothing while none is open", () => {
    expect([markOf(null, 0, "b1"), hasPassed(null, 0, "b1.value")]).toEqual([null, null]);
  });
});
