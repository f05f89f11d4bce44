import { expect, test } from "vitest";
import { actionText, fieldText, valueText } from "./auditTexts";

test.each([
  [null, "nothing"],
  ["", "nothing"],
  [[], "nothing"],
  [true, "yes"],
  [["Hall 7", "Hall 8"], "Hall 7, Hall 8"],
  [0, "0"],
  [{ low: 3 }, '{\n  "low": 3\n}'],
])("the value %o reads “%s”", (value, text) => {
  expect(valueText(value)).toBe(text);
});

test("names of the program become words", () => {
  expect(actionText("logged_in")).toBe("Logged in");
  expect(fieldText("profile_ids")).toBe("profile");
});
