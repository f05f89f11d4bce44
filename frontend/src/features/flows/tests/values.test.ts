import { describe, expect, it } from "vitest";
import { readValue, writeValue } from "./values";

describe("values as they are typed", () => {
  it.each([
    ["21.5", 21.5],
    ["true", true],
    ['{"a": 1}', { a: 1 }],
    ["open", "open"],
    ['"21.5"', "21.5"],
    ["", ""],
  ])("reads %s", (text, value) => {
    expect(readValue(text)).toEqual(value);
  });

  it.each([21.5, true, { a: [1] }, "open", "21.5", "true"])("reads back what it has written of %s", (value) => {
    expect(readValue(writeValue(value))).toEqual(value);
  });
});
