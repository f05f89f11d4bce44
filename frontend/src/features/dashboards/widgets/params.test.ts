import { expect, it } from "vitest";
import { field, readParams } from "./params";

const fields = {
  decimals: field.integer(1, { minimum: 0, maximum: 6 }),
  low: field.optionalNumber(),
  style: field.choice(["line", "step"], "line"),
  confirmText: field.text(""),
  onValue: field.value(true),
};

it("reads what fits", () => {
  const options = { decimals: 3, low: -5, style: "step", confirmText: "Sure?", onValue: "open" };
  expect(readParams(fields, options)).toEqual(options);
});

it("takes the default for what does not fit", () => {
  expect(readParams(fields, { decimals: 2.5, low: "x", style: "pie", confirmText: 5, onValue: {} })).toEqual({
    decimals: 1,
    low: null,
    style: "line",
    confirmText: "",
    onValue: true,
  });
  expect(readParams(fields, { decimals: 99 }).decimals).toBe(1);
});

it("ignores options that it does not know", () => {
  expect(readParams(fields, { colour: "red" })).not.toHaveProperty("colour");
});
