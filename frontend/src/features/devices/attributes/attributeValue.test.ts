import { expect, test } from "vitest";
import { attributeText, readAttribute, typeOf } from "./attributeValue";

test.each([
  ["text", " 0042 ", "0042"],
  ["number", "0042", 42],
  ["number", "", null],
  ["number", "4 m", null],
  ["switch", "true", true],
  ["switch", "false", false],
] as const)("as %s, %j is %j", (type, text, value) => {
  expect(readAttribute(type, text)).toBe(value);
});

test("a serial number stays a text when it is edited", () => {
  expect(typeOf("0042")).toBe("text");
  expect(typeOf(42)).toBe("number");
  expect(typeOf(false)).toBe("switch");
});

test("what no form has written is shown as it is", () => {
  expect(attributeText({ a: 1 })).toBe('{"a":1}');
  expect(attributeText("pump")).toBe("pump");
});
