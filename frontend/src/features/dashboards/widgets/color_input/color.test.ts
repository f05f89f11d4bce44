import { expect, it } from "vitest";
import { hexOf, sentAs } from "./color";

it("reads colours in the forms that devices have for them", () => {
  for (const value of ["#FF8000", 16_744_448, [255, 128, 0], "[255,128,0]"]) expect(hexOf(value)).toBe("#ff8000");
});
it("takes nothing else for a colour", () => {
  for (const value of ["red", -1, 1.5, 0x1000000, [1, 2], [1, 2, 256], null, true, "[1"])
    expect(hexOf(value)).toBeNull();
});
it("sends what it read", () => {
  for (const form of ["hex", "rgb", "number"] as const) expect(hexOf(sentAs("#0a0b0c", form))).toBe("#0a0b0c");
});
