import { type Catalogue, type Port, type PortType, typeOf } from "./catalogue";
import { type FlowDocument, type PortAddress, portAddress, portName, type Wire, wireName } from "./document";
import { inputOf, outputOf, portsOf } from "./ports";
import { outerOf } from "./subflows";

/** Why a wire may not be drawn: the message `flows:refusals.<code>` with these values makes the sentence. */
export interface WireRefusal {
  readonly code: "gone" | "no_output" | "no_input" | "self" | "type" | "exists" | "doubled" | "loop" | "in_loop";
  readonly values: Readonly<Record<string, string>>;
}

export function fits(from: PortType, to: PortType): boolean {
  return from === to || to === "any" || to === "trigger";
}

export function titleOf(document: FlowDocument, catalogue: Catalogue, id: string): string {
  const block = document.blocks[id];
  if (!block) {
    const outer = outerOf(id);
    return outer === id ? id : `${titleOf(document, catalogue, outer)} › ${id.slice(outer.length + 1)}`;
  }
  return block.label || catalogue.types.get(block.type)?.title || block.type;
}

/** The same rules as the server's for one wire. An input that is taken is no refusal: the new wire replaces the old one. */
export function refusal(document: FlowDocument, catalogue: Catalogue, wire: Wire): WireRefusal | null {
  const problem = misfit(document, catalogue, wire);
  if (problem) return problem;
  const from = portAddress(wire.from);
  const to = portAddress(wire.to);
  if (document.wires.some((other) => other.from === wire.from && other.to === wire.to)) {
    return { code: "exists", values: {} };
  }
  // The wire that is replaced counts no longer, and a block that delays may close a loop.
  const others = { ...document, wires: document.wires.filter((other) => other.to !== wire.to) };
  const isDelayed = typeOf(catalogue, document.blocks[from.block])?.delays === true;
  const path = isDelayed ? null : pathBetween(followers(others, catalogue), to.block, from.block);
  if (path) {
    const names = path.map((id) => titleOf(document, catalogue, id)).join(" → ");
    return { code: "loop", values: { names } };
  }
  return null;
}

/** Draw the wire; the one that fed the same input before goes. */
export function connect(document: FlowDocument, wire: Wire): FlowDocument {
  return { ...document, wires: [...document.wires.filter((other) => other.to !== wire.to), wire] };
}

export function disconnect(document: FlowDocument, wires: readonly Wire[]): FlowDocument {
  const gone = new Set(wires.map(wireName));
  return { ...document, wires: document.wires.filter((wire) => !gone.has(wireName(wire))) };
}

/** Every port that a wire begun at `start` may end at: what the canvas lights up and the keyboard offers. */
export function fittingPorts(
  document: FlowDocument,
  catalogue: Catalogue,
  start: PortAddress,
  side: "output" | "input",
): PortAddress[] {
  const begin = side === "output" ? outputOf(document, catalogue, start) : inputOf(document, catalogue, start);
  if (!begin) return [];
  const startName = portName(start.block, start.port);
  const loops = loopsWith(document, catalogue, start.block, side);
  const existing = new Set(document.wires.map(wireName));
  const found: PortAddress[] = [];
  for (const [id, block] of Object.entries(document.blocks)) {
    if (loops.has(id)) continue;
    const ports = portsOf(catalogue, id, block);
    for (const port of side === "output" ? ports.inputs : ports.outputs) {
      const isFitting = side === "output" ? fits(begin.type, port.type) : fits(port.type, begin.type);
      const end = portName(id, port.name);
      const name = side === "output" ? `${startName}>${end}` : `${end}>${startName}`;
      if (isFitting && !existing.has(name)) found.push({ block: id, port: port.name });
    }
  }
  return found;
}

/** Wires that a change of params or a paste has left without sense: drawn broken until the user decides. */
export function brokenWires(document: FlowDocument, catalogue: Catalogue): Map<string, WireRefusal> {
  const broken = new Map<string, WireRefusal>();
  const looping = blocksOnLoops(document, catalogue);
  const fed = new Set<string>();
  for (const wire of document.wires) {
    const problem = misfit(document, catalogue, wire);
    const from = portAddress(wire.from).block;
    const to = portAddress(wire.to).block;
    if (problem) broken.set(wireName(wire), problem);
    else if (fed.has(wire.to)) {
      broken.set(wireName(wire), { code: "doubled", values: {} });
    } else if (looping.has(from) && looping.has(to)) {
      broken.set(wireName(wire), { code: "in_loop", values: {} });
    }
    fed.add(wire.to);
  }
  return broken;
}

export function portTitle(port: Port): string {
  return port.title || port.name;
}

/** What is wrong with a wire by itself, whatever else is drawn. */
function misfit(document: FlowDocument, catalogue: Catalogue, wire: Wire): WireRefusal | null {
  const from = portAddress(wire.from);
  const to = portAddress(wire.to);
  const output = outputOf(document, catalogue, from);
  const input = inputOf(document, catalogue, to);
  if (!output) return missing(document, catalogue, from, "no_output");
  if (!input) return missing(document, catalogue, to, "no_input");
  if (from.block === to.block) return { code: "self", values: {} };
  if (!fits(output.type, input.type)) {
    const block = titleOf(document, catalogue, to.block);
    return { code: "type", values: { from: output.type, to: input.type, port: portTitle(input), block } };
  }
  return null;
}

function missing(
  document: FlowDocument,
  catalogue: Catalogue,
  at: PortAddress,
  code: "no_output" | "no_input",
): WireRefusal {
  if (!document.blocks[at.block]) return { code: "gone", values: { block: at.block } };
  return { code, values: { block: titleOf(document, catalogue, at.block), port: at.port } };
}

/** Who feeds whom at once, without the blocks that delay: their outputs belong to a later moment. */
function followers(document: FlowDocument, catalogue: Catalogue, isReversed = false): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const wire of document.wires) {
    const from = portAddress(wire.from).block;
    const to = portAddress(wire.to).block;
    if (typeOf(catalogue, document.blocks[from])?.delays) continue;
    const [start, end] = isReversed ? [to, from] : [from, to];
    const list = next.get(start);
    if (list) list.push(end);
    else next.set(start, [end]);
  }
  return next;
}

/** Everything reachable from a block, each with the block before it on the way. */
function reach(next: ReadonlyMap<string, readonly string[]>, start: string): Map<string, string | null> {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const follower of next.get(id) ?? []) {
      if (cameFrom.has(follower)) continue;
      cameFrom.set(follower, id);
      waiting.push(follower);
    }
  }
  return cameFrom;
}

function pathBetween(next: Map<string, string[]>, start: string, goal: string): string[] | null {
  const cameFrom = reach(next, start);
  if (!cameFrom.has(goal)) return null;
  const path = [goal];
  for (let step = cameFrom.get(goal); step; step = cameFrom.get(step)) path.unshift(step);
  return path;
}

/** Blocks to which a wire from (or, for an input, into) this block would close a loop; the block itself always. */
function loopsWith(document: FlowDocument, catalogue: Catalogue, block: string, side: "output" | "input"): Set<string> {
  const delays = (id: string) => typeOf(catalogue, document.blocks[id])?.delays === true;
  if (side === "output" && delays(block)) return new Set([block]);
  const found = new Set(reach(followers(document, catalogue, side === "output"), block).keys());
  if (side === "input") for (const id of found) if (id !== block && delays(id)) found.delete(id);
  return found;
}

/** Peel off all blocks without a predecessor, then all without a follower: what stays is on a loop (or between two). */
function blocksOnLoops(document: FlowDocument, catalogue: Catalogue): Set<string> {
  const left = new Set(Object.keys(document.blocks));
  for (const next of [followers(document, catalogue), followers(document, catalogue, true)]) {
    const feeding = new Map<string, number>();
    for (const [from, list] of next) {
      if (left.has(from)) for (const to of list) feeding.set(to, (feeding.get(to) ?? 0) + 1);
    }
    const free = [...left].filter((id) => !feeding.get(id));
    for (let id = free.pop(); id !== undefined; id = free.pop()) {
      left.delete(id);
      for (const to of next.get(id) ?? []) {
        const count = (feeding.get(to) ?? 0) - 1;
        feeding.set(to, count);
        if (count === 0 && left.has(to)) free.push(to);
      }
    }
  }
  return left;
}
