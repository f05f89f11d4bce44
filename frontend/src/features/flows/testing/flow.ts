import { type BlockType, type Catalogue, catalogueOf, type Port, type PortType } from "../graph/catalogue";
import type { Block, FlowDocument, Group, Note, Params } from "../graph/document";
import type { JsonSchema } from "../graph/schema";

/** A small catalogue in the shape of the server's, and short ways to write documents in tests. */
export function port(name: string, type: PortType = "number"): Port {
  return { name, title: name, type, help: "", required: true };
}

export function blockType(type: string, parts: Partial<BlockType> = {}): BlockType {
  return {
    type,
    title: type.slice(type.indexOf(".") + 1),
    family: type.slice(0, type.indexOf(".")),
    summary: "",
    help: "",
    version: 1,
    params: { type: "object", properties: {} },
    inputs: [],
    outputs: [],
    ports: "fixed",
    delays: false,
    examples: [],
    keywords: [],
    ...parts,
  };
}

const THRESHOLD: JsonSchema = {
  type: "object",
  properties: {
    raise_at: { type: "number", title: "Raise at" },
    clear_at: { type: "number", title: "Clear at" },
  },
  required: ["raise_at", "clear_at"],
};

const SCALE: JsonSchema = {
  type: "object",
  properties: {
    factor: { type: "number", title: "Factor", default: 1 },
    offset: { type: "number", title: "Offset", default: 0 },
  },
};

export const CATALOGUE: Catalogue = catalogueOf([
  blockType("source.metric", {
    outputs: [port("value")],
    params: { properties: { metric: { type: "integer", format: "metric", title: "Metric" } }, required: ["metric"] },
  }),
  blockType("math.scale", { inputs: [port("value")], outputs: [port("value")], params: SCALE }),
  blockType("math.add", { inputs: [port("a"), port("b")], outputs: [port("sum")] }),
  blockType("math.formula", { inputs: [port("x")], outputs: [port("result")], ports: "params" }),
  blockType("logic.threshold", { inputs: [port("value")], outputs: [port("active", "boolean")], params: THRESHOLD }),
  blockType("logic.delay", { inputs: [port("value")], outputs: [port("value")], delays: true }),
  blockType("text.source", { outputs: [port("text", "text")] }),
  blockType("output.debug", { inputs: [port("value", "any")] }),
]);

export function block(type: string, x = 0, y = 0, params: Params = {}): Block {
  return { type, version: 1, params, position: { x, y }, label: "" };
}

/** `flow({b1: block(...)}, "b1.value>b2.value")` */
export function flow(blocks: Record<string, Block>, ...wires: string[]): FlowDocument {
  return {
    schema: 1,
    blocks,
    wires: wires.map((name) => {
      const [from = "", to = ""] = name.split(">");
      return { from, to };
    }),
  };
}

export function group(parts: Partial<Group>): Group {
  return { title: "", note: "", color: "grey", blocks: [], notes: [], is_collapsed: false, ...parts };
}

export function note(text: string, x = 0, y = 200): Note {
  return { text, color: "yellow", position: { x, y }, width: 240, height: 96 };
}
