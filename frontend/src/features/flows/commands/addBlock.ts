import { valueOutputs } from "../graph/catalogue";
import { type Position, portAddress, portName, type Wire } from "../graph/document";
import { freshBlock } from "../graph/fresh";
import { BLOCK_WIDTH, freeSpot, snapped } from "../graph/geometry";
import { boxOfBlock, groupAt, regrouped } from "../graph/groups";
import { freshIds } from "../graph/ids";
import { portsOf } from "../graph/ports";
import { connect, refusal } from "../graph/wiring";
import { always, chosen, type DocumentCommand } from "./command";

export interface AddBlock {
  readonly type: string;
  readonly at: Position;
  /** A port to wire the new block to: where a wire was dropped, or the block that was selected. */
  readonly from?: { readonly port: string; readonly side: "output" | "input" };
  /** A wire that the new block comes into. */
  readonly into?: Wire;
}

export const addBlock: DocumentCommand<AddBlock> = {
  name: "addBlock",
  group: "edit",
  isEnabled: always,
  apply({ document, selection }, { type: typeName, at, from, into }, { catalogue, idsAbove }) {
    const type = catalogue.types.get(typeName);
    const [id] = freshIds(document, 1, idsAbove);
    if (!type || !id) return { document, selection };
    const block = freshBlock(type, into ? snapped(at) : freeSpot(document, at));
    let next = { ...document, blocks: { ...document.blocks, [id]: block } };
    const { inputs, outputs: all } = portsOf(catalogue, id, block);
    const outputs = valueOutputs(all);
    const wireFirst = (wires: Wire[]) => {
      const fitting = wires.find((wire) => !refusal(next, catalogue, wire));
      if (fitting) next = connect(next, fitting);
    };
    if (into) {
      next = { ...next, wires: next.wires.filter((wire) => wire.to !== into.to) };
      wireFirst(inputs.map((port) => ({ from: into.from, to: portName(id, port.name) })));
      wireFirst(outputs.map((port) => ({ from: portName(id, port.name), to: into.to })));
      next = makeRoom(next, id, portAddress(into.to).block);
    }
    if (from?.side === "output") wireFirst(inputs.map((port) => ({ from: from.port, to: portName(id, port.name) })));
    if (from?.side === "input") wireFirst(outputs.map((port) => ({ from: portName(id, port.name), to: from.port })));
    const box = boxOfBlock(next, catalogue, id);
    const group = box ? groupAt(next, catalogue, box) : undefined;
    if (group) next = regrouped(next, { blocks: new Set([id]), notes: new Set() }, group);
    return { document: next, selection: chosen([id]) };
  },
};

/** Push the follower, and all that stands right of it, aside when the new block would cover it. */
function makeRoom<D extends Parameters<typeof freeSpot>[0]>(document: D, added: string, follower: string): D {
  const own = document.blocks[added]?.position;
  const next = document.blocks[follower]?.position;
  if (!own || !next) return document;
  const missing = own.x + BLOCK_WIDTH + 48 - next.x;
  if (missing <= 0) return document;
  const blocks = Object.fromEntries(
    Object.entries(document.blocks).map(([id, block]) =>
      id !== added && block.position.x >= next.x
        ? [id, { ...block, position: snapped({ x: block.position.x + missing, y: block.position.y }) }]
        : [id, block],
    ),
  );
  return { ...document, blocks };
}
