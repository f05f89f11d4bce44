import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../graph/schema";
import { defaultsOf } from "../graph/schema";
import { fieldsOf } from "./fields";

const SCHEMA: JsonSchema = {
  type: "object",
  $defs: {
    Mode: { enum: ["metric", "pattern"], type: "string" },
    Point: {
      type: "object",
      title: "Point",
      properties: { x: { type: "number", title: "X" }, y: { type: "number", title: "Y", default: 1 } },
      required: ["x"],
    },
    Place: { type: "object", properties: { metric: { type: "integer", format: "metric" } }, required: ["metric"] },
    Time: {
      type: "object",
      properties: { kind: { const: "time" }, wait_s: { type: "number", default: 5, unit: "s" } },
    },
    Count: { type: "object", properties: { kind: { const: "count" }, size: { type: "integer", default: 10 } } },
  },
  properties: {
    mode: { $ref: "#/$defs/Mode", default: "metric", title: "Listen to" },
    metric: {
      anyOf: [{ type: "integer", format: "metric", exclusiveMinimum: 0 }, { type: "null" }],
      default: null,
      title: "Metric",
      show_when: { mode: ["metric"] },
    },
    path: { type: "string", default: "", examples: ["temperature"], maxLength: 200, show_when: { mode: ["pattern"] } },
    inputs: { type: "integer", minimum: 2, maximum: 16, default: 2, description: "How many" },
    above: { type: "number" },
    quiet: { type: "boolean", default: false },
    formula: { type: "string", format: "expression", default: "a + b" },
    places: { type: "array", items: { $ref: "#/$defs/Place" }, default: [] },
    days: { type: "array", items: { enum: ["monday", "sunday"], type: "string" }, minItems: 1, default: ["monday"] },
    points: { type: "array", items: { $ref: "#/$defs/Point" }, maxItems: 3, default: [] },
    window: {
      oneOf: [{ $ref: "#/$defs/Time" }, { $ref: "#/$defs/Count" }],
      discriminator: { propertyName: "kind" },
      default: { kind: "time", wait_s: 5 },
    },
    headers: { type: "object", additionalProperties: { type: "string" }, default: {} },
  },
  required: ["above"],
};

const named = (name: string, values: Record<string, unknown> = {}) => {
  const field = fieldsOf(SCHEMA, SCHEMA, values).find((one) => one.name === name);
  if (!field) throw new Error(`no field ${name}`);
  return field;
};

describe("fieldsOf", () => {
  it("makes one control of the right kind for each param, in the schema's order", () => {
    const kinds = fieldsOf(SCHEMA, SCHEMA).map((field) => `${field.name} ${field.kind}`);
    expect(kinds).toEqual([
      "mode enum",
      "metric reference",
      "inputs number",
      "above number",
      "quiet boolean",
      "formula text",
      "places list",
      "days choices",
      "points table",
      "window variants",
      "headers json",
    ]);
  });

  it("shows what the chosen mode needs and hides the rest", () => {
    const names = fieldsOf(SCHEMA, SCHEMA, { mode: "pattern" }).map((field) => field.name);
    expect(names).toContain("path");
    expect(names).not.toContain("metric");
  });

  it("reads references, emptiness, limits, units and help", () => {
    expect(named("metric")).toMatchObject({ to: "metric", isNullable: true, title: "Metric" });
    expect(named("inputs")).toMatchObject({ min: 2, max: 16, isInteger: true, help: "How many", fallback: 2 });
    expect(named("above")).toMatchObject({ isRequired: true, title: "Above", isInteger: false });
    expect(named("formula")).toMatchObject({ isCode: true, isMultiline: false });
    expect(named("path", { mode: "pattern" })).toMatchObject({ examples: ["temperature"], maxLength: 200 });
    expect(named("mode")).toMatchObject({
      title: "Listen to",
      options: [
        { value: "metric", label: "Metric" },
        { value: "pattern", label: "Pattern" },
      ],
    });
  });

  it("calls choices as the catalogue does, and keeps their values", () => {
    const [when] = fieldsOf(
      {
        properties: {
          when: { type: "string", enum: ["<", "begins_with"], enum_titles: { begins_with: "Beginnt mit" } },
        },
      },
      {},
    );
    expect(when).toMatchObject({
      options: [
        { value: "<", label: "<" },
        { value: "begins_with", label: "Beginnt mit" },
      ],
    });
  });

  it("makes tables of plain rows, and goes into lists and nested objects", () => {
    const points = named("points");
    if (points.kind !== "table") throw new Error("points is no table");
    expect(points.fresh).toEqual({ y: 1 });
    expect(points.max).toBe(3);
    expect(points.columns.map((field) => field.name)).toEqual(["x", "y"]);
    const places = named("places");
    if (places.kind !== "list") throw new Error("places is no list");
    const item = places.item("0", {});
    if (item.kind !== "object") throw new Error("a place is no object");
    expect(item.fields({}).map((field) => field.name)).toEqual(["metric"]);
  });

  it("offers the variants of a tagged union, each with its own fields and start values", () => {
    const window = named("window");
    if (window.kind !== "variants") throw new Error("window has no variants");
    expect(window.by).toBe("kind");
    expect(window.variants.map(({ value }) => value)).toEqual(["time", "count"]);
    expect(window.variants[1]?.fresh).toEqual({ kind: "count", size: 10 });
    expect(window.variants[0]?.fields({})).toMatchObject([{ name: "wait_s", unit: "s", kind: "number" }]);
  });
});

describe("defaultsOf", () => {
  it("starts a block with what the schema says and leaves unset what nobody chose", () => {
    expect(defaultsOf(SCHEMA)).toEqual({
      mode: "metric",
      metric: null,
      path: "",
      inputs: 2,
      quiet: false,
      formula: "a + b",
      places: [],
      days: ["monday"],
      points: [],
      window: { kind: "time", wait_s: 5 },
      headers: {},
    });
  });
});

describe("words of a field", () => {
  const [base, names] = fieldsOf(
    {
      type: "object",
      properties: {
        base: {
          enum: ["e", "10", "other_base", "json"],
          type: "string",
          title: "Base",
          description: "`e`: the natural one",
        },
        names: { type: "array", items: { type: "string" }, title: "Names" },
      },
    },
    { type: "object" },
    {},
  );

  it("leaves a single letter as it is, and writes abbreviations as people do", () => {
    expect(base).toMatchObject({
      options: [{ label: "e" }, { label: "10" }, { label: "Other base" }, { label: "JSON" }],
    });
  });

  it("shows code in a hint without its marks", () => {
    expect(base?.help).toBe("e: the natural one");
  });

  it("names each item of a list by its place", () => {
    expect(names?.kind === "list" && names.item("1", "")).toMatchObject({ title: "", spoken: "Names 2" });
  });
});
