import { type Mapping, readMappings } from "../data/mappings";

/**
 * The params of a widget as JSON Schema properties. One declaration gives the type of the params, reads saved
 * options, and draws the form in the property panel.
 */
export type Field<T> = FieldSchema & { default: T };

export type FieldSchema =
  | (Common & { type: "integer" | "number"; minimum?: number; maximum?: number; step?: number; isOptional?: boolean })
  | (Common & { type: "string"; maxLength?: number; isLong?: boolean; isZone?: boolean })
  | (Common & { type: "boolean" })
  | (Common & { type: "choice"; enum: readonly string[] })
  /** Anything that can be sent to a device: a number, true, false, a text, or JSON where that makes sense. */
  | (Common & { type: "value"; isJson?: boolean })
  /** Several of the same kind, each with fields of its own. */
  | (Common & {
      type: "list";
      item: Fields;
      maxItems: number;
      /** The field with the picture that entries stand on, by their `x` and `y` in per cent. */
      placedOn?: string;
    })
  /** A unit to show values in; empty is the metric's own. */
  | (Common & { type: "unit" })
  /** Names for values. */
  | (Common & { type: "mappings" })
  /** A file of a device, by its id. */
  | (Common & { type: "file" })
  /** Short texts in their order, one a line. */
  | (Common & { type: "texts"; maxItems: number })
  /** A picture that the dashboard keeps, by its number. */
  | (Common & { type: "picture" });

interface Common {
  /** Shown only when another field has this value. */
  visibleIf?: { field: string; is: unknown };
  /** Stands folded away in the panel, under this heading. */
  section?: "format" | "safety";
}

// biome-ignore lint/suspicious/noExplicitAny: a map of fields of any type; each field checks its own value.
export type Fields = Record<string, Field<any>>;
export type ParamsOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };
export type SendableValue = number | boolean | string | { [key: string]: unknown } | unknown[];
/** What a control sends: of a form the values of its fields, null for those that stay. */
export type SentValue = SendableValue | null;

type Limits = { minimum?: number; maximum?: number; step?: number } & Common;

export const field = {
  integer: (value: number, limits: Limits = {}): Field<number> => ({ type: "integer", default: value, ...limits }),
  number: (value: number, limits: Limits = {}): Field<number> => ({ type: "number", default: value, ...limits }),
  /** Empty means: take it from the metric. */
  optionalNumber: (limits: Limits = {}): Field<number | null> => ({
    type: "number",
    isOptional: true,
    default: null,
    ...limits,
  }),
  /** Empty means: as many as tell something. */
  decimals: (options: Common = {}): Field<number | null> => ({
    type: "integer",
    isOptional: true,
    minimum: 0,
    maximum: 10,
    default: null,
    ...options,
  }),
  unit: (options: Common = {}): Field<string> => ({ type: "unit", default: "", ...options }),
  mappings: (options: Common = {}): Field<readonly Mapping[]> => ({ type: "mappings", default: [], ...options }),
  file: (options: Common = {}): Field<number | null> => ({ type: "file", default: null, ...options }),
  texts: (value: readonly string[], options: { maxItems?: number } & Common = {}): Field<readonly string[]> => ({
    type: "texts",
    maxItems: 50,
    default: value,
    ...options,
  }),
  picture: (options: Common = {}): Field<number | null> => ({ type: "picture", default: null, ...options }),
  text: (
    value: string,
    options: { maxLength?: number; isLong?: boolean; isZone?: boolean } & Common = {},
  ): Field<string> => ({
    type: "string",
    maxLength: 200,
    default: value,
    ...options,
  }),
  boolean: (value: boolean, options: Common = {}): Field<boolean> => ({ type: "boolean", default: value, ...options }),
  choice: <const C extends string>(choices: readonly C[], value: NoInfer<C>, options: Common = {}): Field<C> => ({
    type: "choice",
    enum: choices,
    default: value,
    ...options,
  }),
  value: (value: SendableValue, options: { isJson?: boolean } & Common = {}): Field<SendableValue> => ({
    type: "value",
    default: value,
    ...options,
  }),
  list: <F extends Fields>(
    item: F,
    value: ParamsOf<F>[],
    options: { maxItems?: number; placedOn?: string } & Common = {},
  ) => ({ type: "list", item, maxItems: 50, default: value, ...options }) as Field<ParamsOf<F>[]>,
};

export const MOST_LETTERS_OF_A_UNIT = 20;

/** Saved options as params: what does not fit becomes the default, so an old or foreign document still shows. */
export function readParams<F extends Fields>(fields: F, options: Record<string, unknown>): ParamsOf<F> {
  const params = Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [
      name,
      schema.type === "mappings"
        ? readMappings(options[name])
        : fits(schema, options[name])
          ? cleaned(schema, options[name])
          : schema.default,
    ]),
  );
  // Every name of F is there and `fits` has checked its value.
  return params as ParamsOf<F>;
}

/** Each entry of a list is read like params of its own. */
function cleaned(schema: FieldSchema, value: unknown): unknown {
  if (schema.type !== "list" || !Array.isArray(value)) return value;
  return value
    .filter(isRecord)
    .slice(0, schema.maxItems)
    .map((entry) => readParams(schema.item, entry));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a saved value can be used as it is. */
export function fits(schema: FieldSchema, value: unknown): boolean {
  switch (schema.type) {
    case "integer":
    case "number":
      if (value === null) return schema.isOptional ?? false;
      return (
        typeof value === "number" &&
        Number.isFinite(value) &&
        (schema.type === "number" || Number.isInteger(value)) &&
        value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
        value <= (schema.maximum ?? Number.POSITIVE_INFINITY)
      );
    case "string":
      return typeof value === "string" && value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY);
    case "picture":
      return value === null || Number.isSafeInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && schema.enum.includes(value);
    case "unit":
      return typeof value === "string" && value.length <= MOST_LETTERS_OF_A_UNIT;
    case "file":
      return value === null || (typeof value === "number" && Number.isInteger(value) && value > 0);
    case "mappings":
      return Array.isArray(value);
    case "texts":
      return Array.isArray(value) && value.length <= schema.maxItems && value.every((text) => typeof text === "string");
    case "value":
      return (
        ["number", "boolean", "string"].includes(typeof value) ||
        (schema.isJson === true && typeof value === "object" && value !== null)
      );
    case "list":
      return Array.isArray(value);
  }
}
