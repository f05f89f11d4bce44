import { expect, test } from "vitest";
import { resized } from "./useGroupResize";

const BOX = { x: 0, y: 0, width: 400, height: 200 };
const TIGHT = { x: 40, y: 40, width: 200, height: 100 };

test("the edge that is held follows the hand in steps of the grid", () => {
  expect(resized(BOX, { x: 1, y: 0 }, { x: 33, y: 99 }, TIGHT)).toEqual({ ...BOX, width: 432 });
  expect(resized(BOX, { x: -1, y: -1 }, { x: -16, y: -8 }, TIGHT)).toEqual({ x: -16, y: -8, width: 416, height: 208 });
});

test("a frame is not dragged over what is in it", () => {
  expect(resized(BOX, { x: 1, y: 1 }, { x: -900, y: -900 }, TIGHT)).toEqual({ x: 0, y: 0, width: 240, height: 140 });
  expect(resized(BOX, { x: -1, y: -1 }, { x: 900, y: 900 }, TIGHT)).toEqual({ x: 40, y: 40, width: 360, height: 160 });
});
