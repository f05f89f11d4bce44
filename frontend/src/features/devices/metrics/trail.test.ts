import { expect, test } from "vitest";
import { EMPTY_TRAIL, extended, pathOf } from "./trail";

test("live points continue what was read, without doubles and without what is too old", () => {
  const read = extended(
    EMPTY_TRAIL,
    [
      [1000, 1],
      [2000, 2],
      [3000, 3],
    ],
    0,
  );
  expect(
    extended(
      read,
      [
        [3000, 9],
        [4000, 4],
      ],
      2000,
    ),
  ).toEqual({ ts: [2000, 3000, 4000], value: [2, 3, 4] });
});

test("switches count as 0 and 1, texts are left out", () => {
  expect(
    extended(
      EMPTY_TRAIL,
      [
        [1, true],
        [2, "x"],
        [3, false],
      ],
      0,
    ),
  ).toEqual({ ts: [1, 3], value: [1, 0] });
});

test("nothing new leaves the same object, so that nothing is drawn again", () => {
  const trail = extended(EMPTY_TRAIL, [[1000, 1]], 0);
  expect(extended(trail, [[900, 5]], 500)).toBe(trail);
});

test("the line fills its box and a flat one runs through the middle", () => {
  const box = { width: 100, height: 20, from: 0, to: 10, gap_ms: 100 };
  expect(pathOf({ ts: [0, 10], value: [5, 7] }, box)).toBe("M0.0 20.0L100.0 0.0");
  expect(pathOf({ ts: [0, 10], value: [5, 5] }, box)).toBe("M0.0 10.0L100.0 10.0");
});

test("the line breaks at a gap and switches draw steps", () => {
  const box = { width: 100, height: 20, from: 0, to: 10, gap_ms: 4 };
  expect(pathOf({ ts: [0, 2, 10], value: [0, 1, 0] }, box)).toBe("M0.0 20.0L20.0 0.0M100.0 20.0");
  expect(pathOf({ ts: [0, 2], value: [0, 1] }, { ...box, isStepped: true })).toBe("M0.0 20.0H20.0V0.0");
});
