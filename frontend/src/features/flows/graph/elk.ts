import type { ElkExtendedEdge, ElkNode, ElkPort } from "elkjs/lib/elk-api";
import { type Catalogue, isErrorPort, valueOutputs } from "./catalogue";
import { type FlowDocument, type Group, type Position, portAddress, type Wire } from "./document";
import { BLOCK_WIDTH, type Box, errorPortX, portOffset, sizeOf, snapped } from "./geometry";
import {
  boxOfBlock,
  boxOfGroup,
  boxOfNote,
  foldedPortY,
  GROUP_HEAD,
  groupsOf,
  hiddenIn,
  notesOf,
  portsOfFolded,
} from "./groups";
import { portsOf } from "./ports";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.spacing.nodeNode": "32",
  "elk.layered.spacing.nodeNodeBetweenLayers": "88",
  "elk.spacing.componentComponent": "64",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};
const FIXED_PORTS = { "elk.portConstraints": "FIXED_POS" };
const GROUP_OPTIONS = { "elk.padding": `[top=${24 + GROUP_HEAD + 24},left=24,bottom=24,right=24]` };

/** The flow as the layout library's graph: blocks with their ports where they are drawn, groups as boxes around them. */
export function elkGraphOf(document: FlowDocument, catalogue: Catalogue, only?: ReadonlySet<string>): ElkNode {
  const ids = Object.keys(document.blocks).filter((id) => !only || only.has(id));
  const parent = new Map<string, string>();
  const groups: ElkNode[] = [];
  for (const [id, group] of Object.entries(groupsOf(document))) {
    // A group of which only a part is laid out stands still: its blocks move inside of it.
    const isWhole = group.blocks.length > 0 && group.blocks.every((block) => !only || only.has(block));
    if (!isWhole) continue;
    for (const block of group.blocks) parent.set(block, id);
    if (group.is_collapsed) groups.push(foldedNode(document, catalogue, id, group));
    else groups.push({ id: `group ${id}`, children: [], layoutOptions: GROUP_OPTIONS });
  }
  const loose: ElkNode[] = [];
  for (const id of ids) {
    const group = parent.get(id);
    const list = group === undefined ? loose : groups.find((one) => one.id === `group ${group}`)?.children;
    list?.push(blockNode(document, catalogue, id));
  }
  const folded = hiddenIn(document).blocks;
  const isWithin = (wire: Wire) => {
    const group = folded.get(portAddress(wire.from).block);
    return group !== undefined && group === folded.get(portAddress(wire.to).block);
  };
  const inside = new Set(ids);
  const edges: ElkExtendedEdge[] = document.wires
    .filter((wire) => inside.has(portAddress(wire.from).block) && inside.has(portAddress(wire.to).block))
    .filter((wire) => !isWithin(wire))
    .map((wire) => ({ id: `${wire.from}>${wire.to}`, sources: [`${wire.from} out`], targets: [`${wire.to} in`] }));
  return {
    id: "flow",
    layoutOptions: OPTIONS,
    children: [...groups, ...loose],
    edges: edges.filter(({ sources, targets }) => hasPort(document, catalogue, sources[0], targets[0])),
  };
}

/** A wire to a port that is gone would stop the whole layout. */
function hasPort(document: FlowDocument, catalogue: Catalogue, from = "", to = ""): boolean {
  const source = portAddress(from.slice(0, -" out".length));
  const target = portAddress(to.slice(0, -" in".length));
  const [first, second] = [document.blocks[source.block], document.blocks[target.block]];
  return (
    first !== undefined &&
    second !== undefined &&
    portsOf(catalogue, source.block, first).outputs.some(({ name }) => name === source.port) &&
    portsOf(catalogue, target.block, second).inputs.some(({ name }) => name === target.port)
  );
}

function portNode(id: string, side: "WEST" | "EAST" | "SOUTH", x: number, y: number): ElkPort {
  const end = side === "WEST" ? "in" : "out";
  return { id: `${id} ${end}`, x, y, width: 1, height: 1, layoutOptions: { "elk.port.side": side } };
}

/** A folded group is laid out as the one box it is drawn as. */
function foldedNode(document: FlowDocument, catalogue: Catalogue, id: string, group: Group): ElkNode {
  const frame = boxOfGroup(document, catalogue, group);
  const { inputs, outputs } = portsOfFolded(document, group);
  return {
    id: `group ${id}`,
    width: frame?.width ?? 0,
    height: frame?.height ?? 0,
    layoutOptions: FIXED_PORTS,
    ports: [
      ...inputs.map((name, index) => portNode(name, "WEST", 0, foldedPortY(index))),
      ...outputs.map((name, index) => portNode(name, "EAST", BLOCK_WIDTH, foldedPortY(index))),
    ],
  };
}

function blockNode(document: FlowDocument, catalogue: Catalogue, id: string): ElkNode {
  const block = document.blocks[id];
  const ports = block ? portsOf(catalogue, id, block) : { inputs: [], outputs: [] };
  const size = sizeOf(ports);
  const outputs = valueOutputs(ports.outputs);
  const at = (index: number, count: number) => portOffset(index, count, size.height);
  return {
    id,
    ...size,
    layoutOptions: FIXED_PORTS,
    ports: [
      ...ports.inputs.map(({ name }, index) => portNode(`${id}.${name}`, "WEST", 0, at(index, ports.inputs.length))),
      ...outputs.map(({ name }, index) => portNode(`${id}.${name}`, "EAST", BLOCK_WIDTH, at(index, outputs.length))),
      ...ports.outputs
        .filter(isErrorPort)
        .map(({ name }) => portNode(`${id}.${name}`, "SOUTH", errorPortX(), size.height)),
    ],
  };
}

export interface Places {
  readonly blocks: ReadonlyMap<string, Position>;
  readonly notes: ReadonlyMap<string, Position>;
}

/** Where everything goes: the laid out part keeps its upper left corner, notes of a group move along with its frame,
 * and free notes keep their distance to the block that was nearest. */
export function placesIn(laidOut: ElkNode, document: FlowDocument, catalogue: Catalogue): Places {
  const raw = new Map<string, Position>();
  const walk = (node: ElkNode, x: number, y: number) => {
    for (const child of node.children ?? []) {
      const at = { x: x + (child.x ?? 0), y: y + (child.y ?? 0) };
      if (document.blocks[child.id]) raw.set(child.id, at);
      for (const [id, place] of membersOfFolded(document, catalogue, child.id, at)) raw.set(id, place);
      walk(child, at.x, at.y);
    }
  };
  walk(laidOut, 0, 0);
  const old = [...raw.keys()].flatMap((id) => document.blocks[id]?.position ?? []);
  const corner = cornerOf(old);
  const first = cornerOf([...raw.values()]);
  const blocks = new Map(
    [...raw].map(([id, { x, y }]) => [id, snapped({ x: x - first.x + corner.x, y: y - first.y + corner.y })]),
  );
  return { blocks, notes: notesBeside(document, catalogue, blocks) };
}

/** What is folded away moves with its box. */
function membersOfFolded(
  document: FlowDocument,
  catalogue: Catalogue,
  node: string,
  at: Position,
): [string, Position][] {
  const group = groupsOf(document)[node.slice("group ".length)];
  const frame = node.startsWith("group ") && group?.is_collapsed ? boxOfGroup(document, catalogue, group) : null;
  if (!frame) return [];
  return (group?.blocks ?? []).flatMap((id) => {
    const place = document.blocks[id]?.position;
    return place ? [[id, { x: place.x + at.x - frame.x, y: place.y + at.y - frame.y }] as [string, Position]] : [];
  });
}

function notesBeside(
  document: FlowDocument,
  catalogue: Catalogue,
  blocks: ReadonlyMap<string, Position>,
): Map<string, Position> {
  const notes = new Map<string, Position>();
  for (const [id, note] of Object.entries(notesOf(document))) {
    const group = Object.values(groupsOf(document)).find((one) => one.notes.includes(id));
    const near = nearestBlock(document, catalogue, boxOfNote(note), group?.blocks ?? Object.keys(document.blocks));
    const before = near === undefined ? undefined : document.blocks[near]?.position;
    const after = near === undefined ? undefined : blocks.get(near);
    if (before && after) {
      notes.set(id, { x: note.position.x + after.x - before.x, y: note.position.y + after.y - before.y });
    }
  }
  return notes;
}

function nearestBlock(
  document: FlowDocument,
  catalogue: Catalogue,
  box: Box,
  ids: readonly string[],
): string | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const id of ids) {
    const other = boxOfBlock(document, catalogue, id);
    if (!other) continue;
    const dx = other.x + other.width / 2 - box.x - box.width / 2;
    const dy = other.y + other.height / 2 - box.y - box.height / 2;
    const distance = Math.hypot(dx, dy);
    if (!best || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}

function cornerOf(places: readonly Position[]): Position {
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}
