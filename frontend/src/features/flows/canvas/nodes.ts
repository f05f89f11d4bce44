import { type Edge, type Node, type NodeHandle, Position } from "@xyflow/react";
import type { Selection } from "../commands/command";
import type { Catalogue, Ports } from "../graph/catalogue";
import { isSame } from "../graph/changes";
import { type Block, type FlowDocument, type Position as Place, portAddress, wireName } from "../graph/document";
import { portOffset, sizeOf } from "../graph/geometry";
import { outputOf, portsOf } from "../graph/ports";
import type { WireRefusal } from "../graph/wiring";

export const PORT_SIZE = 10;
/** Below this zoom nobody reads summaries, port names or values. */
export const FAR_ZOOM = 0.45;

export type BlockNodeType = Node<{ ports: Ports }, "block">;
export type WireEdgeType = Edge<{ color: string; problem: WireRefusal | null; bend: number | undefined }, "wire">;

interface Drawn {
  readonly block: Block;
  readonly ports: Ports;
  readonly isSelected: boolean;
  readonly place: Place;
  readonly node: BlockNodeType;
}

/** Turns documents into nodes, and gives the same object for what has not changed, so that React draws only what has. */
export function nodeDrawer() {
  let drawn = new Map<string, Drawn>();
  return (
    document: FlowDocument,
    catalogue: Catalogue,
    selection: Selection,
    moving: ReadonlyMap<string, Place>,
  ): BlockNodeType[] => {
    const next = new Map<string, Drawn>();
    for (const [id, block] of Object.entries(document.blocks)) {
      const ports = portsOf(catalogue, id, block);
      const isSelected = selection.blocks.has(id);
      const place = moving.get(id) ?? block.position;
      const old = drawn.get(id);
      const isUnchanged =
        old?.block === block && old.ports === ports && old.isSelected === isSelected && old.place === place;
      next.set(id, isUnchanged ? old : { block, ports, isSelected, place, node: nodeOf(id, ports, isSelected, place) });
    }
    drawn = next;
    return [...next.values()].map(({ node }) => node);
  };
}

/** Sizes and ports are told, not measured: wires are right at once, also for blocks that are off the screen. */
function nodeOf(id: string, ports: Ports, isSelected: boolean, place: Place): BlockNodeType {
  const size = sizeOf(ports);
  const handle = (type: "source" | "target", name: string, index: number, count: number): NodeHandle => ({
    id: name,
    type,
    position: type === "source" ? Position.Right : Position.Left,
    x: (type === "source" ? size.width : 0) - PORT_SIZE / 2,
    y: portOffset(index, count, size.height) - PORT_SIZE / 2,
    width: PORT_SIZE,
    height: PORT_SIZE,
  });
  return {
    id,
    type: "block",
    position: place,
    data: { ports },
    selected: isSelected,
    ...size,
    measured: size,
    handles: [
      ...ports.inputs.map(({ name }, index) => handle("target", name, index, ports.inputs.length)),
      ...ports.outputs.map(({ name }, index) => handle("source", name, index, ports.outputs.length)),
    ],
  };
}

export function edgeDrawer() {
  let drawn = new Map<string, WireEdgeType>();
  return (
    document: FlowDocument,
    catalogue: Catalogue,
    selection: Selection,
    broken: ReadonlyMap<string, WireRefusal>,
    bends: ReadonlyMap<string, number>,
  ): WireEdgeType[] => {
    const next = new Map<string, WireEdgeType>();
    for (const wire of document.wires) {
      const id = wireName(wire);
      const from = portAddress(wire.from);
      const to = portAddress(wire.to);
      const color = outputOf(document, catalogue, from)?.type ?? "any";
      const problem = broken.get(id) ?? null;
      const selected = selection.wires.has(id);
      const bend = bends.get(id);
      const old = drawn.get(id);
      const isUnchanged =
        old?.data?.color === color &&
        isSame(old.data.problem, problem) &&
        old.data.bend === bend &&
        old.selected === selected;
      next.set(
        id,
        isUnchanged
          ? old
          : {
              id,
              type: "wire",
              source: from.block,
              sourceHandle: from.port,
              target: to.block,
              targetHandle: to.port,
              selected,
              data: { color, problem, bend },
            },
      );
    }
    drawn = next;
    return [...next.values()];
  };
}
