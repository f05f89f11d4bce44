import { expect, it } from "vitest";
import { scaleOf } from "./scale";

it("makes a 4k wall twice as large by itself, and a desk not smaller", () => {
  expect([scaleOf("auto", 3840), scaleOf("auto", 1440), scaleOf("auto", 20_000)]).toEqual([2, 1, 4]);
});
it("takes only what is offered", () => {
  expect([scaleOf("1.5", 800), scaleOf("", 800), scaleOf("99", 800), scaleOf("NaN", 800)]).toEqual([1.5, 1, 1, 1]);
});
