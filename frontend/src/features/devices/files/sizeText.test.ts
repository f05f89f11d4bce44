import { expect, test } from "vitest";
import { sizeText } from "./sizeText";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1 kB"],
  [4_230, "4.2 kB"],
  [104_857_600, "105 MB"],
  [999_999, "1 MB"],
  [10_737_418_240, "10.7 GB"],
])("%d bytes read as %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
