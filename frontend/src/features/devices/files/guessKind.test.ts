import { expect, test } from "vitest";
import { guessKind } from "./guessKind";

test.each([
  ["app-1.2.BIN", "FIRMWARE"],
  ["app.img.gz", "FIRMWARE"],
  ["config.json", "CONFIGURATION"],
  ["ca.pem", "CERTIFICATE"],
  ["crash.log", "INFORMATION"],
  ["Makefile", "UNDEFINED"],
  ["photo.jpeg", "UNDEFINED"],
])("%s is probably %s", (name, kind) => {
  expect(guessKind(name)).toBe(kind);
});
