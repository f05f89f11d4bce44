import type { Catalogue, Port, PortType } from "./catalogue";
import { type FlowDocument, type PortAddress, portAddress, portName, type Wire } from "./document";
import { inputOf, outputOf, portsOf } from "./ports";

/** Why a wire may not be drawn, as a sentence with the values in it. */
export interface WireRefusal {
  readonly code: "missing" | "type" | "cycle" | "same" | "direction";
  readonly message: string;
}

export function fits(from: PortType, to: PortType): boolean {
  return from === to || to === "any";
}

export function titleOf(document: FlowDocument, catalogue: Catalogue, id: string): string {
  const block = document.blocks[id];
  if (!block) return id;
  return block.label || catalogue.get(block.type)?.title || block.type;
}

/** The same rules as the server's for one wire. An input that is taken is no refusal: the new wire replaces the old one. */
export function refusal(document: FlowDocument, catalogue: Catalogue, wire: Wire): WireRefusal | null {
  const from = portAddress(wire.from);
  const to = portAddress(wire.to);
  const output = outputOf(document, catalogue, from);
  const input = inputOf(document, catalogue, to);
  if (!output) return missing(document, catalogue, from, "output");
  if (!input) return missing(document, catalogue, to, "input");
  if (from.block === to.block) return { code: "cycle", message: "A block cannot feed itself." };
  if (!fits(output.type, input.type)) {
    const target = titleOf(document, catalogue, to.block);
    return {
      code: "type",
      message: `${output.type} does not fit ${input.type}: “${portTitle(input)}” of ${target} takes ${input.type} only.`,
    };
  }
  if (document.wires.some((other) => other.from === wire.from && other.to === wire.to)) {
    return { code: "same", message: "This wire exists already." };
  }
  const path = pathBetween(document, catalogue, to.block, from.block, wire.to);
  if (path) {
    const names = path.map((id) => titleOf(document, catalogue, id)).join(" → ");
    return { code: "cycle", message: `This would close a loop: ${names}. Loops need a block that delays.` };
  }
  return null;
}

/** Draw the wire; the one that fed the same input before goes. */
export function connect(document: FlowDocument, wire: Wire): FlowDocument {
  return { ...document, wires: [...document.wires.filter((other) => other.to !== wire.to), wire] };
}

export function disconnect(document: FlowDocument, wires: readonly Wire[]): FlowDocument {
  const gone = new Set(wires.map((wire) => `${wire.from}>${wire.to}`));
  return { ...document, wires: document.wires.filter((wire) => !gone.has(`${wire.from}>${wire.to}`)) };
}

/** Every port that a wire begun at `start` may end at: what the canvas lights up and the keyboard offers. */
export function fittingPorts(
  document: FlowDocument,
  catalogue: Catalogue,
  start: PortAddress,
  side: "output" | "input",
): PortAddress[] {
  const found: PortAddress[] = [];
  const startName = portName(start.block, start.port);
  for (const [id, block] of Object.entries(document.blocks)) {
    const ports = portsOf(block, catalogue.get(block.type));
    for (const port of side === "output" ? ports.inputs : ports.outputs) {
      const end = portName(id, port.name);
      const wire = side === "output" ? { from: startName, to: end } : { from: end, to: startName };
      if (!refusal(document, catalogue, wire)) found.push({ block: id, port: port.name });
    }
  }
  return found;
}

/** Wires whose ports went away or changed their type with the params: shown broken until the user decides. */
export function brokenWires(document: FlowDocument, catalogue: Catalogue): Map<string, WireRefusal> {
  const broken = new Map<string, WireRefusal>();
  for (const wire of document.wires) {
    const others = { ...document, wires: document.wires.filter((other) => other !== wire) };
    const problem = refusal(others, catalogue, wire);
    if (problem) broken.set(`${wire.from}>${wire.to}`, problem);
  }
  return broken;
}

export function portTitle(port: Port): string {
  return port.title || port.name;
}

function missing(document: FlowDocument, catalogue: Catalogue, at: PortAddress, side: string): WireRefusal {
  if (!document.blocks[at.block]) return { code: "missing", message: `Block ${at.block} is gone.` };
  return { code: "missing", message: `${titleOf(document, catalogue, at.block)} has no ${side} “${at.port}”.` };
}

/** A way from one block to another along the wires, or null. Blocks that delay end the search: loops through them are fine. */
function pathBetween(
  document: FlowDocument,
  catalogue: Catalogue,
  start: string,
  goal: string,
  replacedInput: string,
): string[] | null {
  const next = new Map<string, string[]>();
  for (const wire of document.wires) {
    if (wire.to === replacedInput) continue;
    const from = portAddress(wire.from).block;
    const list = next.get(from);
    if (list) list.push(portAddress(wire.to).block);
    else next.set(from, [portAddress(wire.to).block]);
  }
  const cameFrom = new Map<string, string | null>([[start, null]]);
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === goal) {
      const path = [id];
      for (let step = cameFrom.get(id); step; step = cameFrom.get(step)) path.unshift(step);
      return path;
    }
    const type = catalogue.get(document.blocks[id]?.type ?? "");
    if (type?.delays) continue;
    for (const follower of next.get(id) ?? []) {
      if (cameFrom.has(follower)) continue;
      cameFrom.set(follower, id);
      waiting.push(follower);
    }
  }
  return null;
}
