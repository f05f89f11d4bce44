import { expect, test } from "vitest";
import { isForbidden, nextVersion } from "./versionNames";

test.each([
  [undefined, "1.0"],
  ["1.4.2", "1.4.3"],
  ["1.9", "1.10"],
  ["007", "008"],
  ["v2-beta", "v3-beta"],
  ["first", ""],
])("after %s comes %s", (last, next) => {
  expect(nextVersion(last)).toBe(next);
});

test("slashes and control characters cannot stand in names", () => {
  expect(["a/b", "a\\b", "a\nb"].map(isForbidden)).toEqual([true, true, true]);
  expect(isForbidden("app v1.2 ä.bin")).toBe(false);
});
