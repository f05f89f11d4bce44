import { describe, expect, it } from "vitest";
import { type Arranging, aligned, distributed, moved, resized, restacked, sameSized } from "./arranging";
import type { Box } from "./dashboardDocument";
import { snapped } from "./snapping";

const GRID: Arranging = { frame: { kind: "grid", columns: 24 }, still: new Set() };
const FREE: Arranging = { frame: { kind: "free", size: { w: 1000, h: 500 } }, still: new Set() };
const box = (i: string, x: number, y: number, w: number, h: number): Box => ({ i, x, y, w, h });
const only = (...ids: string[]) => new Set(ids);
const placed = (boxes: readonly Box[]) => Object.fromEntries(boxes.map(({ i, x, y, w, h }) => [i, [x, y, w, h]]));

describe("on a grid", () => {
  const column = [box("a", 0, 0, 6, 4), box("b", 0, 4, 6, 4), box("c", 0, 8, 6, 4)];

  it("lets others give way to what is moved", () => {
    expect(placed(moved(column, only("c"), 0, -8, GRID))).toEqual({
      c: [0, 0, 6, 4],
      a: [0, 4, 6, 4],
      b: [0, 8, 6, 4],
    });
  });

  it("takes the place of a neighbour once half of it is passed", () => {
    expect(placed(moved(column, only("a"), 0, 1, GRID)).a).toEqual([0, 0, 6, 4]);
    expect(placed(moved(column, only("a"), 0, 3, GRID)).a).toEqual([0, 4, 6, 4]);
  });

  it("moves several as one, no further than the edge", () => {
    const boxes = moved(column, only("a", "b"), 30, 0, GRID);
    expect(placed(boxes)).toEqual({ a: [18, 0, 6, 4], b: [18, 4, 6, 4], c: [0, 0, 6, 4] });
  });

  it("goes around what is locked", () => {
    const on = { ...GRID, still: only("b") };
    expect(placed(moved(column, only("b"), 6, 0, on))).toEqual(placed(column));
    expect(placed(moved(column, only("a"), 12, 0, on))).toEqual({ a: [12, 0, 6, 4], b: [0, 4, 6, 4], c: [0, 8, 6, 4] });
  });

  it("pulls each edge and leaves the opposite one", () => {
    const boxes = [box("a", 6, 0, 6, 4)];
    const pull = (edge: "w" | "se", dx: number, dy: number) =>
      placed(resized(boxes, "a", { edge, dx, dy }, { w: 2, h: 2 }, GRID)).a;
    expect(pull("w", -3, 0)).toEqual([3, 0, 9, 4]);
    expect(pull("w", 9, 0)).toEqual([10, 0, 2, 4]);
    expect(pull("se", 30, 2)).toEqual([6, 0, 18, 6]);
  });
});

describe("on a free page", () => {
  const boxes = [box("a", 100, 100, 100, 50), box("b", 300, 200, 60, 60), box("c", 700, 50, 100, 100)];

  it("lets boxes overlap and keeps them on the sheet", () => {
    expect(placed(moved(boxes, only("a"), 210, 110, FREE)).a).toEqual([310, 210, 100, 50]);
    expect(placed(moved(boxes, only("a"), -900, 900, FREE)).a).toEqual([0, 450, 100, 50]);
  });

  it("aligns sides and middles", () => {
    const ids = only("a", "b");
    expect(placed(aligned(boxes, ids, "left", FREE)).b).toEqual([100, 200, 60, 60]);
    expect(placed(aligned(boxes, ids, "right", FREE)).a).toEqual([260, 100, 100, 50]);
    expect(placed(aligned(boxes, ids, "centre", FREE)).b).toEqual([200, 200, 60, 60]);
    expect(placed(aligned(boxes, ids, "bottom", FREE)).a).toEqual([100, 210, 100, 50]);
  });

  it("spreads with equal spaces", () => {
    const spread = distributed(boxes, only("a", "b", "c"), "across", FREE);
    expect(placed(spread)).toEqual({ a: [100, 100, 100, 50], b: [420, 200, 60, 60], c: [700, 50, 100, 100] });
  });

  it("gives all the size of the first that was selected", () => {
    expect(placed(sameSized(boxes, ["b", "a"], "both", FREE)).a).toEqual([100, 100, 60, 60]);
    expect(placed(sameSized(boxes, ["b", "a"], "width", FREE)).a).toEqual([100, 100, 60, 50]);
  });

  it("changes what lies on what", () => {
    const order = (depth: "front" | "forward" | "backward" | "back", ...ids: string[]) =>
      restacked(boxes, only(...ids), depth)
        .map(({ i }) => i)
        .join("");
    expect(order("front", "a")).toBe("bca");
    expect(order("back", "c")).toBe("cab");
    expect(order("forward", "a")).toBe("bac");
    expect(order("backward", "c")).toBe("acb");
    expect(order("forward", "c")).toBe("abc");
    expect(order("forward", "a", "b")).toBe("cab");
  });

  it("snaps to a neighbour's edge and shows the line", () => {
    const [a, b] = boxes;
    if (!a || !b) throw new Error("There are two.");
    const bent = snapped(197, 40, { own: [a], others: [b], size: { w: 1000, h: 500 }, within: 6 });
    expect(bent.dx).toBe(200);
    expect(bent.guides).toContainEqual({ axis: "x", at: 300, from: 144, to: 260 });
  });

  it("snaps to the page's own steps where no neighbour is near", () => {
    const [a] = boxes;
    if (!a) throw new Error("There is one.");
    expect(snapped(33, 21, { own: [a], others: [], size: { w: 1000, h: 500 }, within: 2 })).toEqual({
      dx: 36,
      dy: 20,
      guides: [],
    });
  });
});
