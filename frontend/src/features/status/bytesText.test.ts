import { expect, test } from "vitest";
import { bytesText } from "./bytesText";

test.each([
  [0, "0 B"],
  [512, "512 B"],
  [1536, "1.5 kB"],
  [33_554_432, "32 MB"],
])("%i reads %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
