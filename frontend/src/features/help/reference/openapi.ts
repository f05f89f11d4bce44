/** The parts of an OpenAPI document that the reference shows. */

export interface JsonSchema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}

export interface Body {
  description?: string;
  required?: boolean;
  content?: Record<string, { schema?: JsonSchema }>;
}

export type Answer = Body & { $ref?: string };

interface RawOperation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Answer>;
  security?: Record<string, string[]>[];
}

export interface Specification {
  info: { title: string; version: string; description?: string };
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    parameters?: Record<string, Parameter>;
    responses?: Record<string, Answer>;
    securitySchemes?: Record<string, { description?: string }>;
  };
}

export interface Operation extends Omit<RawOperation, "parameters" | "responses"> {
  method: string;
  path: string;
  subject: string;
  parameters: Parameter[];
  answers: { status: string; answer: Answer }[];
}

export interface Subject {
  name: string;
  description: string;
  operations: Operation[];
}

const EXAMPLE_DEPTH = 6;

/** All operations under what they are about, in the document's order. A HEAD is its GET without a body. */
export function subjectsOf(specification: Specification): Subject[] {
  const subjects = specification.tags.map(
    ({ name, description = "" }): Subject => ({ name, description, operations: [] }),
  );
  const byName = new Map(subjects.map((subject) => [subject.name, subject]));
  for (const [path, methods] of Object.entries(specification.paths)) {
    for (const [method, raw] of Object.entries(methods)) {
      if (method === "head") continue;
      const subject = byName.get(raw.tags[0] ?? "");
      subject?.operations.push(operationOf(specification, path, method, raw, subject.name));
    }
  }
  return subjects.filter(({ operations }) => operations.length > 0);
}

function operationOf(
  specification: Specification,
  path: string,
  method: string,
  raw: RawOperation,
  subject: string,
): Operation {
  return {
    ...raw,
    method: method.toUpperCase(),
    path,
    subject,
    parameters: (raw.parameters ?? []).map((parameter) => resolved(specification, parameter)),
    answers: Object.entries(raw.responses).map(([status, answer]) => ({
      status,
      answer: resolved(specification, answer),
    })),
  };
}

/** Subjects with those operations in which every word occurs. */
export function narrowed(subjects: Subject[], search: string): Subject[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return subjects;
  return subjects
    .map((subject) => ({
      ...subject,
      operations: subject.operations.filter(({ method, path, summary, description = "" }) => {
        const text = `${method} ${path} ${summary} ${description}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

/** What a `$ref` points to; anything else is itself. */
export function resolved<T extends { $ref?: string }>(specification: Specification, value: T): T {
  if (!value.$ref) return value;
  const [, kind = "", name = ""] = value.$ref.replace(/^#\//, "").split("/");
  const components = specification.components as Record<string, Record<string, unknown> | undefined>; // kinds are names
  return (components[kind]?.[name] as T | undefined) ?? value; // a reference leads to a thing of its own kind
}

/** The one alternative that says something, where the other one is null. */
export function withoutNull(
  specification: Specification,
  schema: JsonSchema,
): { schema: JsonSchema; isNullable: boolean } {
  const plain = resolved(specification, schema);
  const choices = plain.anyOf ?? plain.oneOf;
  if (!choices) return { schema: plain, isNullable: [plain.type].flat().includes("null") };
  const others = choices.filter(({ type }) => type !== "null");
  const only = others.length === 1 ? others[0] : undefined;
  if (!only) return { schema: plain, isNullable: others.length < choices.length };
  return {
    schema: { ...resolved(specification, only), ...(plain.description ? { description: plain.description } : {}) },
    isNullable: others.length < choices.length,
  };
}

/** The type in a few words: "text", "list of numbers". */
export function typeWords(specification: Specification, given: JsonSchema | undefined): string {
  if (!given) return "anything";
  const { schema, isNullable } = withoutNull(specification, given);
  const or = isNullable ? " or null" : "";
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ") + or;
  if (schema.const !== undefined) return JSON.stringify(schema.const) + or;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => typeWords(specification, choice)).join(" | ");
  const type = [schema.type].flat().find((name) => name !== "null");
  if (type === "array") return `list of ${typeWords(specification, schema.items)}${or}`;
  if (type === "object" || schema.properties) {
    const inner = schema.additionalProperties;
    return !schema.properties && typeof inner === "object"
      ? `object of ${typeWords(specification, inner)}${or}`
      : `object${or}`;
  }
  return `${type ?? "anything"}${schema.format ? ` (${schema.format})` : ""}${or}`;
}

/** Bounds and the default, as one line. */
export function boundsOf(schema: JsonSchema): string {
  const parts = [
    schema.minimum !== undefined && `≥ ${schema.minimum}`,
    schema.exclusiveMinimum !== undefined && `> ${schema.exclusiveMinimum}`,
    schema.maximum !== undefined && `≤ ${schema.maximum}`,
    schema.exclusiveMaximum !== undefined && `< ${schema.exclusiveMaximum}`,
    schema.minLength !== undefined && `at least ${schema.minLength} characters`,
    schema.maxLength !== undefined && `up to ${schema.maxLength} characters`,
    schema.minItems !== undefined && `at least ${schema.minItems} items`,
    schema.maxItems !== undefined && `up to ${schema.maxItems} items`,
    schema.default !== undefined &&
      schema.default !== null &&
      schema.default !== "" &&
      `default ${JSON.stringify(schema.default)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** A believable value of the schema, to start from. */
export function exampleOf(specification: Specification, given: JsonSchema | undefined, depth = 0): unknown {
  if (!given || depth > EXAMPLE_DEPTH) return null;
  const { schema, isNullable } = withoutNull(specification, given);
  if (schema.examples?.length) return schema.examples[0];
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (isNullable && depth > 0) return null;
  if (schema.enum?.length) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices?.length) return exampleOf(specification, choices[0], depth + 1);
  const type = [schema.type].flat().find((name) => name !== "null");
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [name, exampleOf(specification, inner, depth + 1)]),
    );
  }
  switch (type) {
    case "array":
      return [exampleOf(specification, schema.items, depth + 1)];
    case "object":
      return {};
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return false;
    case "string":
      return schema.format === "date-time" ? "2026-01-31T12:00:00Z" : "text";
    default:
      return null;
  }
}

/** The JSON schema of a body, if it has one, and its media type. */
export function contentOf(body: Body | undefined): { mediaType: string; schema: JsonSchema | undefined } | null {
  const first = Object.entries(body?.content ?? {})[0];
  return first ? { mediaType: first[0], schema: first[1].schema } : null;
}

/** The path with its parameters put in, and what of the query was filled in. */
export function addressFor(operation: Operation, values: Record<string, string>): string {
  const query = new URLSearchParams();
  let path = operation.path;
  for (const { name, in: place } of operation.parameters) {
    const value = values[`${place} ${name}`] ?? "";
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === "query" && value !== "") for (const one of value.split("\n")) query.append(name, one);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The same call for a terminal. */
export function curlFor(operation: Operation, address: string, origin: string, body: string): string {
  const lines = [`curl -X ${operation.method} '${origin}${address}'`, '  -H "Authorization: Bearer $SLUICE_KEY"'];
  if (operation.security?.length === 0) lines.pop();
  if (operation.method === "POST") lines.push(`  -H "Idempotency-Key: $(uuidgen)"`);
  const content = contentOf(operation.requestBody);
  if (content) lines.push(`  -H 'Content-Type: ${content.mediaType}'`);
  if (content?.mediaType === "application/json" && body) lines.push(`  -d '${body.replaceAll("'", "'\\''")}'`);
  return lines.join(" \\\n");
}
