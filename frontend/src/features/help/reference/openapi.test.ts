import { describe, expect, it } from "vitest";
import {
  addressFor,
  boundsOf,
  curlFor,
  exampleOf,
  narrowed,
  type Specification,
  subjectsOf,
  typeWords,
} from "./openapi";

const specification: Specification = {
  info: { title: "Sluice", version: "1" },
  tags: [{ name: "sites", description: "Sites." }, { name: "nothing" }],
  paths: {
    "/api/sites/{site_id}": {
      get: {
        operationId: "site",
        summary: "One site",
        tags: ["sites"],
        parameters: [
          { name: "site_id", in: "path", required: true, schema: { type: "integer" } },
          { name: "search", in: "query", schema: { type: "string" } },
        ],
        responses: { 200: { description: "OK" }, 404: { $ref: "#/components/responses/NotFound" } },
        security: [{ session: [] }],
      },
      head: { operationId: "site_head", summary: "One site", tags: ["sites"], responses: {} },
    },
    "/api/sites": {
      post: {
        operationId: "create_site",
        summary: "Create a site",
        tags: ["sites"],
        parameters: [{ $ref: "#/components/parameters/Key", name: "", in: "header" }],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/SiteIn" } } } },
        responses: {},
        security: [{ session: [] }],
      },
    },
  },
  components: {
    schemas: {
      SiteIn: {
        type: "object",
        properties: {
          name: { type: "string", maxLength: 100, examples: ["North hall"] },
          latitude: { anyOf: [{ type: "number" }, { type: "null" }] },
          tags: { type: "array", items: { type: "string" } },
          parent: { $ref: "#/components/schemas/SiteIn" },
        },
      },
    },
    parameters: { Key: { name: "Idempotency-Key", in: "header" } },
    responses: { NotFound: { description: "It does not exist." } },
  },
};

const subjects = subjectsOf(specification);
const [read, create] = subjects[0]?.operations ?? [];

describe("the reference", () => {
  it("files operations under their subject and follows references", () => {
    expect(subjects.map(({ name }) => name)).toEqual(["sites"]);
    expect(subjects[0]?.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /api/sites/{site_id}",
      "POST /api/sites",
    ]);
    expect(read?.answers[1]?.answer.description).toBe("It does not exist.");
    expect(create?.parameters[0]?.name).toBe("Idempotency-Key");
  });

  it("narrows by words in any order", () => {
    expect(narrowed(subjects, "SITE post")[0]?.operations.map(({ operationId }) => operationId)).toEqual([
      "create_site",
    ]);
    expect(narrowed(subjects, "pump")).toEqual([]);
  });

  it("says types and bounds in words", () => {
    const properties = specification.components.schemas.SiteIn?.properties ?? {};
    expect(typeWords(specification, properties.latitude)).toBe("number or null");
    expect(typeWords(specification, properties.tags)).toBe("list of string");
    expect(boundsOf(properties.name ?? {})).toBe("up to 100 characters");
  });

  it("makes an example, also of a schema that holds itself", () => {
    expect(exampleOf(specification, { $ref: "#/components/schemas/SiteIn" })).toMatchObject({
      name: "North hall",
      latitude: null,
      tags: ["text"],
      parent: { name: "North hall" },
    });
  });

  it("puts values into the address and into a line for the terminal", () => {
    if (!read || !create) throw new Error("The operations are missing.");
    expect(addressFor(read, { "path site_id": "a/b", "query search": "x y" })).toBe("/api/sites/a%2Fb?search=x+y");
    expect(curlFor(create, "/api/sites", "https://sluice.example", '{"name": "Dana\'s"}')).toBe(
      [
        "curl -X POST 'https://sluice.example/api/sites' \\",
        '  -H "Authorization: Bearer $SLUICE_KEY" \\',
        '  -H "Idempotency-Key: $(uuidgen)" \\',
        "  -H 'Content-Type: application/json' \\",
        "  -d '{\"name\": \"Dana'\\''s\"}'",
      ].join("\n"),
    );
  });
});
