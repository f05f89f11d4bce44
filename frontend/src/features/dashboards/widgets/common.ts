import { field } from "./params";

/** Params that mean the same on every widget that shows a value. */
export const valueFields = {
  decimals: field.integer(1, { minimum: 0, maximum: 6 }),
  unit: field.text("", { maxLength: 20 }),
};

/** What most kinds answer until their params change for the first time. */
export function noUpgrade(options: Record<string, unknown>): Record<string, unknown> {
  return options;
}
