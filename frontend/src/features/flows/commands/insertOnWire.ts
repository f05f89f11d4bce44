import { valueOutputs } from "../graph/catalogue";
import { type Position, portName, type Wire } from "../graph/document";
import { portsOf } from "../graph/ports";
import { connect, disconnect, refusal } from "../graph/wiring";
import { always, type Context, chosen, type DocumentCommand, type Scene } from "./command";
import { moveThings } from "./moveThings";

export interface InsertOnWire {
  readonly block: string;
  readonly wire: Wire;
  readonly at: Position;
}

/** Put a block that stands free into a wire, where it was dropped. */
export const insertOnWire: DocumentCommand<InsertOnWire> = {
  name: "insertOnWire",
  group: "edit",
  isEnabled: always,
  apply(scene, { block, wire, at }, context) {
    const moved = moveThings.apply(scene, { blocks: new Map([[block, at]]), isDropped: true }, context);
    const wires = waysThrough(moved, block, wire, context);
    if (!wires) return moved;
    const document = wires.reduce(connect, disconnect(moved.document, [wire]));
    return { document, selection: chosen([block]) };
  },
};

/** The two wires that would replace the one, or null when the block does not fit in between. */
export function waysThrough(
  { document }: Scene,
  id: string,
  wire: Wire,
  { catalogue }: Pick<Context, "catalogue">,
): [Wire, Wire] | null {
  const block = document.blocks[id];
  if (!block) return null;
  const without = disconnect(document, [wire]);
  const taken = new Set(document.wires.map(({ to }) => to));
  const { inputs, outputs } = portsOf(catalogue, id, block);
  const into = inputs
    .map((port) => ({ from: wire.from, to: portName(id, port.name) }))
    .find((one) => !taken.has(one.to) && !refusal(without, catalogue, one));
  if (!into) return null;
  const joined = connect(without, into);
  const out = valueOutputs(outputs)
    .map((port) => ({ from: portName(id, port.name), to: wire.to }))
    .find((one) => !refusal(joined, catalogue, one));
  return out ? [into, out] : null;
}
