import { field } from "./params";

/** Params that mean the same on every widget that shows a value. */
export const valueFields = {
  decimals: field.integer(1, { minimum: 0, maximum: 6 }),
  unit: field.text("", { maxLength: 20 }),
};

/** How a value is written: in which unit, with how many decimals, by which name. For `shownReading`. */
export const shownFields = {
  unit: field.unit({ section: "format" }),
  decimals: field.decimals({ section: "format" }),
  prefix: field.text("", { maxLength: 20, section: "format" }),
  suffix: field.text("", { maxLength: 20, section: "format" }),
  mappings: field.mappings({ section: "format" }),
};

/** The unit and the decimals of all lines and bars of a chart. */
export const chartFields = { unit: field.unit({ section: "format" }), decimals: field.decimals({ section: "format" }) };

/** Words of the choices are common to all widgets: `dashboards:choice.*`. */
export const compareField = field.choice(["page", "none", "previous", "day", "week"], "page");
export const statisticField = field.choice(["avg", "min", "max", "sum", "count", "first", "last", "range"], "avg");
export const binsField = field.choice(["auto", "1m", "5m", "15m", "1h", "6h", "1d", "1w"], "auto");

/** Ends of a value axis; empty follows the values. */
export const axisFields = { min: field.optionalNumber(), max: field.optionalNumber() };

/** What most kinds answer until their params change for the first time. */
export function noUpgrade(options: Record<string, unknown>): Record<string, unknown> {
  return options;
}

/** Whether two values are the same to a device: 1 is not true, and objects are compared by what stands in them. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}
