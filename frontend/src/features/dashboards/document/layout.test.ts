import { describe, expect, it } from "vitest";
import { collides, compact, freePlace, phoneLayout } from "./layout";

describe("layout", () => {
  it("moves boxes up into holes", () => {
    expect(compact([{ i: "a", x: 0, y: 3, w: 6, h: 2 }])).toEqual([{ i: "a", x: 0, y: 0, w: 6, h: 2 }]);
  });

  it("pushes an overlapping box below", () => {
    const boxes = compact([
      { i: "a", x: 0, y: 0, w: 6, h: 4 },
      { i: "b", x: 3, y: 1, w: 6, h: 4 },
    ]);
    expect(boxes).toEqual([
      { i: "a", x: 0, y: 0, w: 6, h: 4 },
      { i: "b", x: 3, y: 4, w: 6, h: 4 },
    ]);
  });

  it("finds the first hole that is large enough", () => {
    const boxes = [
      { i: "a", x: 0, y: 0, w: 6, h: 4 },
      { i: "b", x: 8, y: 0, w: 16, h: 4 },
    ];
    expect(freePlace(boxes, { w: 2, h: 2 }, 24)).toMatchObject({ x: 6, y: 0 });
    expect(freePlace(boxes, { w: 3, h: 2 }, 24)).toMatchObject({ x: 0, y: 4 });
  });

  it("puts small widgets in pairs and wide ones alone on a phone", () => {
    const boxes = phoneLayout([
      { i: "a", x: 0, y: 0, w: 6, h: 4 },
      { i: "b", x: 6, y: 0, w: 6, h: 5 },
      { i: "chart", x: 0, y: 5, w: 24, h: 10 },
      { i: "c", x: 0, y: 15, w: 4, h: 3 },
    ]);
    expect(boxes).toEqual([
      { i: "a", x: 0, y: 0, w: 3, h: 5 },
      { i: "b", x: 3, y: 0, w: 3, h: 5 },
      { i: "chart", x: 0, y: 5, w: 6, h: 10 },
      { i: "c", x: 0, y: 15, w: 6, h: 3 },
    ]);
    expect(boxes.some((a) => boxes.some((b) => collides(a, b)))).toBe(false);
  });
});
