import { expect, test } from "vitest";
import { inOverview, overviewOf, placeInFlow, seenBox } from "./overview";

const SIZE = { width: 216, height: 116 };

test("a wide flow fills the overview from side to side, in the middle of its height", () => {
  const overview = overviewOf({ x: 0, y: 0, width: 2000, height: 500 }, SIZE);
  expect(inOverview(overview, { x: 0, y: 0, width: 2000, height: 500 })).toEqual({
    x: 8,
    y: 33,
    width: 200,
    height: 50,
  });
});

test("a point of the overview is the place of the flow that is drawn there", () => {
  const overview = overviewOf({ x: -400, y: 80, width: 1000, height: 700 }, SIZE);
  const { x, y } = inOverview(overview, { x: 120, y: 300, width: 0, height: 0 });
  const place = placeInFlow(overview, { x, y });
  expect(place.x).toBeCloseTo(120);
  expect(place.y).toBeCloseTo(300);
});

test("what the screen shows follows from the transform of the canvas", () => {
  expect(seenBox([100, -50, 0.5], { width: 800, height: 600 })).toEqual({ x: -200, y: 100, width: 1600, height: 1200 });
});

test("a flow of one point can be drawn too", () => {
  expect(overviewOf({ x: 5, y: 5, width: 0, height: 0 }, SIZE).scale).toBeGreaterThan(0);
});
