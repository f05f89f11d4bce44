import { expect, it } from "vitest";
import { type Attempt, attemptFor, isDoubleClick } from "./attempt";

const ended = (attempt: Attempt, end_ms: number, isUnsure = false): Attempt => ({ ...attempt, end_ms, isUnsure });

it("takes the second half of a double click for what it is", () => {
  const first = attemptFor(null, { value: true }, 1000);
  expect(isDoubleClick(first, { value: true }, 1100)).toBe(true);
  expect(isDoubleClick(ended(first, 1020), { value: true }, 1200)).toBe(true);
  expect(isDoubleClick(ended(first, 1020), { value: true }, 1500)).toBe(false);
});
it("lets another value through at once", () => {
  const first = ended(attemptFor(null, { value: 1 }, 1000), 1020);
  expect(isDoubleClick(first, { value: 2 }, 1100)).toBe(false);
});
it("gives each press a key of its own", () => {
  const first = attemptFor(null, { value: 1 }, 1000);
  expect(first.key).toMatch(/^[0-9a-f]{32}$/);
  expect(attemptFor(ended(first, 1020), { value: 1 }, 5000).key).not.toBe(first.key);
});
it("repeats with the same key what may have been lost on the way", () => {
  const lost = ended(attemptFor(null, { value: 1 }, 1000), 1020, true);
  expect(attemptFor(lost, { value: 1 }, 1100).key).toBe(lost.key);
  expect(attemptFor(lost, { value: 2 }, 1100).key).not.toBe(lost.key);
});
