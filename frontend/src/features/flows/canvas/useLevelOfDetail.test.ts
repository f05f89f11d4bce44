import { expect, test } from "vitest";
import { detailAfter, detailAt } from "./useLevelOfDetail";

test("from very far a flow is a map, from near all can be read", () => {
  expect([0.1, 0.3, 0.8, 1.5].map(detailAt)).toEqual(["map", "far", "near", "close"]);
});

test("what is too small to read goes at once", () => {
  expect(detailAfter("near", 0.2, true)).toBe("map");
});

test("more is drawn when the movement rests, not in the middle of it", () => {
  expect(detailAfter("map", 0.9, true)).toBe("map");
  expect(detailAfter("map", 0.9, false)).toBe("near");
});
