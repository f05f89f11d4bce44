import { type Edge, type Node, type NodeHandle, type NodeProps, Position } from "@xyflow/react";
import type { Selection } from "../commands/command";
import { type Catalogue, isErrorPort, type Ports, valueOutputs } from "../graph/catalogue";
import { isSame } from "../graph/changes";
import {
  type Block,
  type FlowDocument,
  type Group,
  type Note,
  type Position as Place,
  portAddress,
  portName,
  wireName,
} from "../graph/document";
import { BLOCK_WIDTH, type Box, errorPortX, portOffset, sizeOf } from "../graph/geometry";
import { boxOfGroup, foldedPortY, groupsOf, hiddenIn, notesOf, portsOfFolded } from "../graph/groups";
import { inputOf, outputOf, portsOf } from "../graph/ports";
import { portTitle, titleOf, type WireRefusal } from "../graph/wiring";

export const PORT_SIZE = 10;

export type BlockNodeType = Node<{ ports: Ports; hasErrorWire: boolean }, "block">;
export type GroupNodeType = Node<{ group: Group; inputs: string[]; outputs: string[] }, "frame">;
export type NoteNodeType = Node<{ note: Note }, "note">;
export type CanvasNode = BlockNodeType | GroupNodeType | NoteNodeType;
export type WireEdgeType = Edge<{ color: string; problem: WireRefusal | null; bend: number | undefined }, "wire">;

/** Block ids hold no colon, so the three kinds never meet. */
const PREFIX = { group: "group:", note: "note:" } as const;

export interface Thing {
  readonly kind: "block" | "group" | "note";
  readonly id: string;
}

export function nodeId({ kind, id }: Thing): string {
  return kind === "block" ? id : PREFIX[kind] + id;
}

export function thingOf(node: string): Thing {
  for (const kind of ["group", "note"] as const) {
    if (node.startsWith(PREFIX[kind])) return { kind, id: node.slice(PREFIX[kind].length) };
  }
  return { kind: "block", id: node };
}

/** Whether nothing that a node shows has changed. Where it stands is not its own affair: dragged it is shifted, not drawn anew. */
export function isDrawnAlike<Type extends CanvasNode>(before: NodeProps<Type>, now: NodeProps<Type>): boolean {
  return (
    before.id === now.id &&
    before.data === now.data &&
    before.selected === now.selected &&
    before.dragging === now.dragging &&
    before.width === now.width &&
    before.height === now.height
  );
}

const LAYERS = { group: -20, note: -10, block: 0, chosen: 10 };

interface Drawn {
  readonly from: readonly unknown[];
  readonly node: CanvasNode;
}

export interface Drawing {
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
  readonly selection: Selection;
  /** Where things are while a hand holds them, by node id. */
  readonly moving: ReadonlyMap<string, Place>;
  /** What a screen reader says of a block: its name, and what it is wired to. */
  readonly say: (words: { readonly title: string; readonly from: string; readonly to: string }) => string;
}

/** Turns documents into nodes, and gives the same object for what has not changed, so that React draws only what has. */
export function nodeDrawer() {
  let drawn = new Map<string, Drawn>();
  // Dragging draws the same document in every frame.
  let known: { document: FlowDocument; catalogue: Catalogue; neighbours: Map<string, Neighbours> } | undefined;
  return ({ document, catalogue, selection, moving, say }: Drawing): CanvasNode[] => {
    const next = new Map<string, Drawn>();
    const draw = (id: string, from: readonly unknown[], make: () => CanvasNode) => {
      const old = drawn.get(id);
      const isUnchanged = old?.from.every((part, index) => part === from[index]) === true;
      next.set(id, old && isUnchanged ? old : { from, node: make() });
    };
    const hidden = hiddenIn(document);
    for (const [id, group] of Object.entries(groupsOf(document))) {
      const frame = boxOfGroup(document, catalogue, group);
      if (!frame) continue;
      const node = nodeId({ kind: "group", id });
      const place = moving.get(node) ?? shifted(frame, document, group, moving);
      const isSelected = selection.groups.has(id);
      const ports = group.is_collapsed ? portsOfFolded(document, group) : { inputs: [], outputs: [] };
      const from = [group, isSelected, place.x, place.y, frame.width, frame.height, `${ports.inputs} ${ports.outputs}`];
      draw(node, from, () => groupNode(node, group, { ...frame, ...place }, ports, isSelected));
    }
    for (const [id, note] of Object.entries(notesOf(document))) {
      if (hidden.notes.has(id)) continue;
      const node = nodeId({ kind: "note", id });
      const isSelected = selection.notes.has(id);
      const place = moving.get(node) ?? note.position;
      draw(node, [note, isSelected, place], () => noteNode(node, note, place, isSelected));
    }
    if (known?.document !== document || known.catalogue !== catalogue) {
      known = { document, catalogue, neighbours: neighboursIn(document, catalogue) };
    }
    const { neighbours } = known;
    /** The same object as long as it says the same: a block that is only shifted is not drawn anew. */
    const dataOf = (id: string, ports: Ports, hasErrorWire: boolean): BlockNodeType["data"] => {
      const before = drawn.get(id)?.node;
      const isSaid =
        before?.type === "block" && before.data.ports === ports && before.data.hasErrorWire === hasErrorWire;
      return isSaid ? before.data : { ports, hasErrorWire };
    };
    for (const [id, block] of Object.entries(document.blocks)) {
      if (hidden.blocks.has(id)) continue;
      const ports = portsOf(catalogue, id, block);
      const isSelected = selection.blocks.has(id);
      const place = moving.get(id) ?? block.position;
      const { from: before, to, hasErrorWire } = neighbours.get(id) ?? ALONE;
      draw(id, [block, ports, isSelected, place, before, to, hasErrorWire], () => {
        const words = say({ title: wordsOf(document, catalogue, id, block), from: before, to });
        return { ...blockNode(id, dataOf(id, ports, hasErrorWire), isSelected, place), ariaLabel: words };
      });
    }
    drawn = next;
    return [...next.values()].map(({ node }) => node);
  };
}

/** A frame goes along when all that is in it is moved; when a part is, it stands still, so that one can leave it. */
function shifted(frame: Box, document: FlowDocument, group: Group, moving: ReadonlyMap<string, Place>): Place {
  const corner = { x: frame.x, y: frame.y };
  const members = [...group.blocks, ...group.notes.map((id) => nodeId({ kind: "note", id }))];
  if (moving.size === 0 || !members.every((id) => moving.has(id))) return corner;
  const [first = ""] = group.blocks;
  const before = document.blocks[first]?.position;
  const now = moving.get(first);
  return before && now ? { x: frame.x + now.x - before.x, y: frame.y + now.y - before.y } : corner;
}

interface Neighbours {
  readonly from: string;
  readonly to: string;
  readonly hasErrorWire: boolean;
}

const ALONE: Neighbours = { from: "", to: "", hasErrorWire: false };

function neighboursIn(document: FlowDocument, catalogue: Catalogue): Map<string, Neighbours> {
  const all = new Map<string, Neighbours>();
  const add = (list: string, name: string) => (list ? `${list}, ${name}` : name);
  for (const wire of document.wires) {
    const from = portAddress(wire.from);
    const to = portAddress(wire.to);
    const source = all.get(from.block) ?? ALONE;
    const hasErrorWire = source.hasErrorWire || from.port === "error";
    all.set(from.block, { ...source, hasErrorWire, to: add(source.to, titleOf(document, catalogue, to.block)) });
    const target = all.get(to.block) ?? ALONE;
    all.set(to.block, { ...target, from: add(target.from, titleOf(document, catalogue, from.block)) });
  }
  return all;
}

function wordsOf(document: FlowDocument, catalogue: Catalogue, id: string, block: Block): string {
  const type = catalogue.types.get(block.type)?.title ?? block.type;
  return block.label ? `${block.label}, ${type}` : titleOf(document, catalogue, id);
}

/** Sizes and ports are told, not measured: wires are right at once, also for blocks that are off the screen. */
function blockNode(id: string, data: BlockNodeType["data"], isSelected: boolean, place: Place): BlockNodeType {
  const { ports } = data;
  const size = sizeOf(ports);
  const outputs = valueOutputs(ports.outputs);
  return {
    id,
    type: "block",
    position: place,
    data,
    selected: isSelected,
    zIndex: isSelected ? LAYERS.chosen : LAYERS.block,
    ...size,
    measured: size,
    handles: [
      ...ports.inputs.map(({ name }, index) =>
        handleOf("target", name, 0, portOffset(index, ports.inputs.length, size.height)),
      ),
      ...outputs.map(({ name }, index) =>
        handleOf("source", name, size.width, portOffset(index, outputs.length, size.height)),
      ),
      ...ports.outputs.filter(isErrorPort).map(({ name }) => ({
        ...handleOf("source", name, errorPortX(), size.height),
        position: Position.Bottom,
      })),
    ],
  };
}

function handleOf(type: "source" | "target", id: string, x: number, y: number): NodeHandle {
  return {
    id,
    type,
    position: type === "source" ? Position.Right : Position.Left,
    x: x - PORT_SIZE / 2,
    y: y - PORT_SIZE / 2,
    width: PORT_SIZE,
    height: PORT_SIZE,
  };
}

function groupNode(
  id: string,
  group: Group,
  box: Box,
  { inputs, outputs }: { inputs: string[]; outputs: string[] },
  isSelected: boolean,
): GroupNodeType {
  const size = { width: box.width, height: box.height };
  return {
    id,
    type: "frame",
    position: { x: box.x, y: box.y },
    data: { group, inputs, outputs },
    selected: isSelected,
    zIndex: group.is_collapsed ? LAYERS.block : LAYERS.group,
    connectable: false,
    // The library makes whole nodes clickable; a frame lets the canvas through, only its head takes the pointer.
    style: { pointerEvents: group.is_collapsed ? "all" : "none" },
    dragHandle: ".sluice-grip",
    ariaLabel: group.title,
    ...size,
    measured: size,
    handles: [
      ...inputs.map((name, index) => handleOf("target", name, 0, foldedPortY(index))),
      ...outputs.map((name, index) => handleOf("source", name, BLOCK_WIDTH, foldedPortY(index))),
    ],
  };
}

function noteNode(id: string, note: Note, place: Place, isSelected: boolean): NoteNodeType {
  const size = { width: note.width, height: note.height };
  return {
    id,
    type: "note",
    position: place,
    data: { note },
    selected: isSelected,
    zIndex: isSelected ? LAYERS.chosen : LAYERS.note,
    connectable: false,
    ariaLabel: note.text.slice(0, 120),
    ...size,
    measured: size,
    handles: [],
  };
}

interface DrawingOfWires {
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
  readonly selection: Selection;
  readonly broken: ReadonlyMap<string, WireRefusal>;
  readonly bends: ReadonlyMap<string, number>;
  readonly say: (words: { readonly from: string; readonly to: string }) => string;
}

export function edgeDrawer() {
  let drawn = new Map<string, WireEdgeType>();
  return ({ document, catalogue, selection, broken, bends, say }: DrawingOfWires): WireEdgeType[] => {
    const next = new Map<string, WireEdgeType>();
    const hidden = hiddenIn(document).blocks;
    for (const wire of document.wires) {
      const id = wireName(wire);
      const from = portAddress(wire.from);
      const to = portAddress(wire.to);
      const folded = [hidden.get(from.block), hidden.get(to.block)] as const;
      if (folded[0] !== undefined && folded[0] === folded[1]) continue;
      const output = outputOf(document, catalogue, from);
      const color = output && isErrorPort(output) ? "error" : (output?.type ?? "any");
      const problem = broken.get(id) ?? null;
      const selected = selection.wires.has(id);
      // The way around others was found for the unfolded drawing.
      const bend = (folded[0] ?? folded[1]) ? undefined : bends.get(id);
      const [source, sourceHandle] = endOf(folded[0], from.block, from.port);
      const [target, targetHandle] = endOf(folded[1], to.block, to.port);
      const old = drawn.get(id);
      const isUnchanged =
        old?.data?.color === color &&
        isSame(old.data.problem, problem) &&
        old.data.bend === bend &&
        old.selected === selected &&
        old.source === source &&
        old.target === target;
      if (isUnchanged) {
        next.set(id, old);
        continue;
      }
      const input = inputOf(document, catalogue, to);
      const words = {
        from: `${titleOf(document, catalogue, from.block)} ${output ? portTitle(output) : from.port}`,
        to: `${titleOf(document, catalogue, to.block)} ${input ? portTitle(input) : to.port}`,
      };
      next.set(id, {
        id,
        type: "wire",
        source,
        sourceHandle,
        target,
        targetHandle,
        selected,
        ariaLabel: say(words),
        reconnectable: folded[0] === undefined && folded[1] === undefined,
        data: { color, problem, bend },
      });
    }
    drawn = next;
    return [...next.values()];
  };
}

/** A wire into a folded group ends at the group's box, at a port named after the inner one. */
function endOf(folded: string | undefined, block: string, port: string): [node: string, handle: string] {
  return folded === undefined ? [block, port] : [nodeId({ kind: "group", id: folded }), portName(block, port)];
}
