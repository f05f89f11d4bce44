import type { CodeLanguage } from "@/shared/code/languages";
import { isReferenceKind, type ReferenceKind } from "../graph/references";
import { defaultOf, isShown, type JsonSchema, resolve } from "../graph/schema";

interface Common {
  readonly name: string;
  readonly title: string;
  /** What a screen reader says where no title stands, as in a list. */
  readonly spoken?: string;
  readonly help: string;
  readonly unit: string;
  readonly isRequired: boolean;
  /** May be empty: null is a value of its own. */
  readonly isNullable: boolean;
  readonly fallback: unknown;
  /** Folded away, because most people leave it as it is. */
  readonly isAdvanced: boolean;
}

export interface Option {
  readonly value: string | number | boolean;
  readonly label: string;
}

export interface Variant {
  /** The value of the discriminator that names it. */
  readonly value: string;
  readonly label: string;
  readonly fields: (values: Readonly<Record<string, unknown>>) => Field[];
  readonly fresh: unknown;
}

export type Field = Common &
  (
    | {
        readonly kind: "number";
        readonly isInteger: boolean;
        readonly min: number | undefined;
        readonly max: number | undefined;
        readonly step: number | undefined;
      }
    | {
        readonly kind: "text";
        readonly isMultiline: boolean;
        readonly isCode: boolean;
        /** Has an editor of its own. */
        readonly language: CodeLanguage | undefined;
        /** What kind of text it is: "unit", "time_zone", "time", "date", "cron", … */
        readonly format: string;
        readonly maxLength: number | undefined;
        readonly examples: readonly string[];
      }
    | { readonly kind: "enum"; readonly options: readonly Option[] }
    | { readonly kind: "boolean" }
    | { readonly kind: "reference"; readonly to: ReferenceKind }
    | {
        readonly kind: "list";
        readonly item: (name: string, value: unknown) => Field;
        readonly fresh: unknown;
        readonly min: number;
        readonly max: number | undefined;
      }
    | {
        readonly kind: "table";
        readonly columns: readonly Field[];
        /** Whether a cell matters in a row with these values. */
        readonly isShown: (column: string, row: Readonly<Record<string, unknown>>) => boolean;
        readonly fresh: Readonly<Record<string, unknown>>;
        readonly min: number;
        readonly max: number | undefined;
      }
    | {
        readonly kind: "choices";
        readonly options: readonly Option[];
        readonly min: number;
        readonly max: number | undefined;
      }
    | { readonly kind: "object"; readonly fields: (values: Readonly<Record<string, unknown>>) => Field[] }
    | { readonly kind: "variants"; readonly by: string; readonly variants: readonly Variant[] }
    | { readonly kind: "json" }
  );

/** The form of an object schema for the values it has now: what `show_when` hides is left out. */
export function fieldsOf(
  schema: JsonSchema,
  root: JsonSchema,
  values: Readonly<Record<string, unknown>> = {},
): Field[] {
  const real = resolve(schema, root);
  const required = new Set(real.required);
  // A hidden default decides too: what shows for a fresh block must show for a block that was saved without it.
  const complete: Record<string, unknown> = { ...values };
  for (const [name, property] of Object.entries(real.properties ?? {})) {
    complete[name] ??= resolve(property, root).default;
  }
  return Object.entries(real.properties ?? {})
    .filter(([, property]) => resolve(property, root).const === undefined)
    .filter(([, property]) => isShown(resolve(property, root), complete))
    .map(([name, property]) => fieldOf(name, property, root, required.has(name)));
}

export function fieldOf(name: string, schema: JsonSchema, root: JsonSchema, isRequired: boolean): Field {
  const outer = resolve(schema, root);
  const { schema: real, isNullable } = withoutNull(outer, root);
  const common: Common = {
    name,
    title: outer.title ?? real.title ?? wordsOf(name),
    // A hint is shown as plain text: what stands there as code needs no marks.
    help: (outer.description ?? real.description ?? "").replaceAll("`", ""),
    unit: outer.unit ?? real.unit ?? "",
    isRequired,
    isNullable,
    fallback: outer.default,
    isAdvanced: outer.advanced === true,
  };
  const options = optionsOf(real, root);
  if (options) return { ...common, kind: "enum", options };
  if (isReferenceKind(real.format)) return { ...common, kind: "reference", to: real.format };
  const variants = real.oneOf ?? real.anyOf;
  if (variants) return variantsOf(common, variants, real, root) ?? { ...common, kind: "json" };
  switch (real.type) {
    case "integer":
    case "number":
      return { ...common, kind: "number", ...limitsOf(real) };
    case "boolean":
      return { ...common, kind: "boolean" };
    case "string":
      return {
        ...common,
        kind: "text",
        isMultiline: ["multiline", "code", "markdown"].includes(real.format ?? outer.format ?? ""),
        isCode: ["expression", "code", "json", "cron"].includes(real.format ?? outer.format ?? ""),
        language: languageOf(real.format ?? outer.format),
        format: real.format ?? outer.format ?? "",
        maxLength: real.maxLength,
        examples: (real.examples ?? outer.examples ?? []).map(String),
      };
    case "array":
      return real.items ? arrayOf(common, real, real.items, root) : { ...common, kind: "json" };
    case "object":
      if (!real.properties) return { ...common, kind: "json" };
      return { ...common, kind: "object", fields: (values) => fieldsOf(real, root, values) };
    default:
      return { ...common, kind: "json" };
  }
}

function languageOf(format: string | undefined): CodeLanguage | undefined {
  return format === "javascript" || format === "json" || format === "jinja" ? format : undefined;
}

/** Rows of plain values make a table, a selection from few words makes choices; everything else is a list. */
function arrayOf(common: Common, real: JsonSchema, items: JsonSchema, root: JsonSchema): Field {
  const item = resolve(items, root);
  const bounds = { min: real.minItems ?? 0, max: real.maxItems };
  const options = optionsOf(item, root);
  if (options) return { ...common, ...bounds, kind: "choices", options };
  const required = new Set(item.required);
  const columns = Object.entries(item.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, root, required.has(name)),
  );
  if (columns.length > 0 && columns.every(fitsCell)) {
    const fresh = { ...(defaultOf(item, root) as object) };
    const isCellShown = (name: string, row: Readonly<Record<string, unknown>>) =>
      isShown(resolve(item.properties?.[name] ?? {}, root), { ...fresh, ...row });
    return { ...common, ...bounds, kind: "table", columns, isShown: isCellShown, fresh };
  }
  return {
    ...common,
    ...bounds,
    kind: "list",
    item: (name) => ({ ...fieldOf(name, items, root, true), title: "", spoken: `${common.title} ${Number(name) + 1}` }),
    fresh: defaultOf(items, root),
  };
}

function fitsCell(field: Field): boolean {
  return field.kind === "text"
    ? !field.isMultiline && !field.language
    : ["number", "enum", "boolean", "choices"].includes(field.kind);
}

/** `metric: int | None` is a metric that may be empty, not a choice between two things. */
function withoutNull(schema: JsonSchema, root: JsonSchema): { schema: JsonSchema; isNullable: boolean } {
  const choices = schema.anyOf?.map((choice) => resolve(choice, root));
  const others = choices?.filter((choice) => choice.type !== "null");
  if (!choices || !others || others.length === choices.length) return { schema, isNullable: false };
  const [only] = others;
  if (others.length === 1 && only) return { schema: { ...only, ...without(schema, "anyOf") }, isNullable: true };
  return { schema: { ...schema, anyOf: others }, isNullable: true };
}

function without(schema: JsonSchema, name: keyof JsonSchema): JsonSchema {
  const { [name]: _, ...rest } = schema;
  return rest;
}

function optionsOf(schema: JsonSchema, root: JsonSchema): Option[] | null {
  const values = schema.enum ?? constsOf(schema, root);
  if (!values) return null;
  return values.flatMap((value) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [{ value, label: typeof value === "string" ? (schema.enum_titles?.[value] ?? wordsOf(value)) : String(value) }]
      : [],
  );
}

function constsOf(schema: JsonSchema, root: JsonSchema): unknown[] | null {
  const choices = (schema.oneOf ?? schema.anyOf)?.map((choice) => resolve(choice, root).const);
  return choices?.length && choices.every((value) => value !== undefined) ? choices : null;
}

function variantsOf(
  common: Common,
  choices: readonly JsonSchema[],
  schema: JsonSchema,
  root: JsonSchema,
): Field | null {
  const by = schema.discriminator?.propertyName;
  if (!by) return null;
  const variants = choices.map((choice) => {
    const real = resolve(choice, root);
    const value = String(resolve(real.properties?.[by] ?? {}, root).const ?? "");
    return {
      value,
      label: real.title ?? wordsOf(value),
      fields: (values: Readonly<Record<string, unknown>>) => fieldsOf(real, root, values),
      fresh: { ...(defaultOf(real, root) as object), [by]: value },
    };
  });
  return { ...common, kind: "variants", by, variants };
}

function limitsOf(schema: JsonSchema) {
  const isInteger = schema.type === "integer";
  // A limit that is itself excluded can only be approached; the server has the last word on it.
  return {
    isInteger,
    min:
      schema.minimum ??
      (isInteger && schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : schema.exclusiveMinimum),
    max:
      schema.maximum ??
      (isInteger && schema.exclusiveMaximum !== undefined ? schema.exclusiveMaximum - 1 : schema.exclusiveMaximum),
    step: schema.multipleOf,
  };
}

/** As `flows/translated.py` has them too. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  crc32: "CRC-32",
  csv: "CSV",
  html: "HTML",
  json: "JSON",
  jwt: "JWT",
  md5: "MD5",
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha512: "SHA-512",
  url: "URL",
  xml: "XML",
};

/** "clear_at" -> "Clear at"; a single letter is a sign, such as the e of logarithms. */
export function wordsOf(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  if (words.length === 1) return words;
  const abbreviation = ABBREVIATIONS[words];
  if (abbreviation) return abbreviation;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
