import { type Catalogue, type Port, valueOutputs } from "../graph/catalogue";
import { type Block, type FlowDocument, type Params, portAddress, portName, type Wire } from "../graph/document";
import { freshBlock } from "../graph/fresh";
import { outputOf, portsOf } from "../graph/ports";
import { type JsonSchema, resolve } from "../graph/schema";
import { connect, fits, refusal } from "../graph/wiring";
import { always, chosen, type DocumentCommand } from "./command";

export interface ReplaceBlock {
  readonly block: string;
  readonly type: string;
}

/** Put a block of another type in a block's place: it keeps the name, the wires that fit and the params that both have. */
export const replaceBlock: DocumentCommand<ReplaceBlock> = {
  name: "replaceBlock",
  group: "edit",
  isEnabled: always,
  apply(scene, { block: id, type: name }, { catalogue }) {
    const { document } = scene;
    const block = document.blocks[id];
    const type = catalogue.types.get(name);
    if (!block || !type || block.type === name) return scene;
    const fresh = freshBlock(type, block.position);
    const next: Block = {
      ...fresh,
      label: block.label || fresh.label,
      params: type.preset ? fresh.params : { ...fresh.params, ...shared(block.params, type.params) },
    };
    return { document: rewired(document, catalogue, id, next), selection: chosen([id]) };
  },
};

/** How many of a block's wires a type would keep: the best replacements come first. */
export function wiresKept(document: FlowDocument, catalogue: Catalogue, id: string, type: string): number {
  const block = document.blocks[id];
  const wanted = catalogue.types.get(type);
  if (!block || !wanted) return 0;
  const next = freshBlock(wanted, block.position);
  const after = rewired(document, catalogue, id, next);
  return after.wires.length - (document.wires.length - wiresOf(document, id).length);
}

function wiresOf(document: FlowDocument, id: string): Wire[] {
  return document.wires.filter(({ from, to }) => portAddress(from).block === id || portAddress(to).block === id);
}

function rewired(document: FlowDocument, catalogue: Catalogue, id: string, block: Block): FlowDocument {
  const old = wiresOf(document, id);
  const others = document.wires.filter((wire) => !old.includes(wire));
  const { inputs, outputs } = portsOf(catalogue, id, block);
  let next: FlowDocument = { ...document, blocks: { ...document.blocks, [id]: block }, wires: others };
  const taken = new Set<string>();
  for (const wire of old) {
    const isInto = portAddress(wire.to).block === id;
    const own = portAddress(isInto ? wire.to : wire.from).port;
    const ports = isInto ? inputs.filter(({ name }) => !taken.has(name)) : [...valueOutputs(outputs), ...outputs];
    const fitting = bestFirst(ports, own).find((port) => {
      const moved = isInto ? { ...wire, to: portName(id, port.name) } : { ...wire, from: portName(id, port.name) };
      return typeFits(next, catalogue, moved, port, isInto) && !refusal(next, catalogue, moved);
    });
    if (!fitting) continue;
    if (isInto) taken.add(fitting.name);
    const end = portName(id, fitting.name);
    next = connect(next, isInto ? { ...wire, to: end } : { ...wire, from: end });
  }
  return next;
}

/** The port of the same name, then the others in their order. */
function bestFirst(ports: readonly Port[], name: string): Port[] {
  return [...ports].sort((a, b) => Number(b.name === name) - Number(a.name === name));
}

function typeFits(document: FlowDocument, catalogue: Catalogue, wire: Wire, port: Port, isInto: boolean): boolean {
  const source = outputOf(document, catalogue, portAddress(wire.from));
  return !isInto || (source !== undefined && fits(source.type, port.type));
}

/** Params of the same name that the new schema can hold: "window", "unit", "metric" mean the same in most blocks. */
function shared(params: Params, schema: JsonSchema): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([name, value]) => {
      const property = schema.properties?.[name];
      if (!property || value === undefined) return false;
      const real = resolve(property, schema);
      if (real.enum) return real.enum.includes(value as never);
      return (
        real.type === undefined ||
        real.type === typeName(value) ||
        (real.type === "number" && typeof value === "number")
      );
    }),
  );
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return value === null ? "null" : typeof value;
}
