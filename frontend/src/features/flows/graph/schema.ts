/** The part of JSON Schema that pydantic writes for block params. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  /** Ours: what the choices are called in the language of the catalogue, where that is not what they are. */
  readonly enum_titles?: Readonly<Record<string, string>>;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Ours: folded away, because most people leave it as it is. */
  readonly advanced?: boolean;
  /** Set by the program, never by people. */
  readonly hidden?: boolean;
  /** Ours: shown behind the field. */
  readonly unit?: string;
  /** Ours: the property matters only while another one has one of these values. */
  readonly show_when?: Readonly<Record<string, readonly unknown[]>>;
}

/** Follow `$ref` and the one-member `allOf` that pydantic wraps it in; what stands beside the reference wins. */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const single = schema.allOf?.length === 1 ? schema.allOf[0] : undefined;
  if (single) {
    const { allOf: _, ...own } = schema;
    return { ...resolve(single, root), ...own };
  }
  if (!schema.$ref) return schema;
  const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  const target = root.$defs?.[name];
  if (!target) return schema;
  const { $ref: _, ...own } = schema;
  return { ...resolve(target, root), ...own };
}

/** The value a fresh block starts with: what the schema says, else the emptiest value of the type. */
export function defaultOf(schema: JsonSchema, root: JsonSchema): unknown {
  const real = resolve(schema, root);
  if (real.default !== undefined) return real.default;
  if (real.const !== undefined) return real.const;
  if (real.enum?.length) return real.enum[0];
  const choices = real.oneOf ?? real.anyOf;
  if (choices?.length) {
    if (choices.some((choice) => resolve(choice, root).type === "null")) return null;
    const [first] = choices;
    return first ? defaultOf(first, root) : null;
  }
  switch (real.type) {
    case "object":
      return defaultsOf(real, root);
    case "array":
      return [];
    case "boolean":
      return false;
    case "string":
      return real.format ? null : "";
    default:
      // A number nobody has chosen must stay visibly unset: a made-up 0 would pass validation unseen.
      return null;
  }
}

export function defaultsOf(schema: JsonSchema, root: JsonSchema = schema): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = defaultOf(property, root);
    if (value !== null || resolve(property, root).default !== undefined) values[name] = value;
  }
  return values;
}

/** Does a property matter with the values its neighbours have now? */
export function isShown(schema: JsonSchema, values: Readonly<Record<string, unknown>>): boolean {
  if (schema.hidden) return false;
  return Object.entries(schema.show_when ?? {}).every(([name, wanted]) => wanted.includes(values[name]));
}
