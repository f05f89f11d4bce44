import { expect, test } from "vitest";
import { partsOf } from "./partsOf";

test("addresses in a text are apart from the full stop behind them", () => {
  expect(partsOf("Open http://sluice.test/invitation/a-b_c.\nBye")).toEqual([
    { at: 0, text: "Open ", isLink: false },
    { at: 5, text: "http://sluice.test/invitation/a-b_c", isLink: true },
    { at: 40, text: ".\nBye", isLink: false },
  ]);
});

test("what looks like a script is text", () => {
  expect(partsOf("javascript:alert(1)")).toEqual([{ at: 0, text: "javascript:alert(1)", isLink: false }]);
});
