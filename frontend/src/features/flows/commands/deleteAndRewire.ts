import { type FlowDocument, portAddress, portName, type Wire } from "../graph/document";
import { portsOf } from "../graph/ports";
import { connect, refusal } from "../graph/wiring";
import { type Context, type DocumentCommand, hasBlocks, heldBy, NOTHING } from "./command";
import { without } from "./deleteSelected";

/** Take blocks out of the line: what fed each of them then feeds what it fed, where that fits. */
export const deleteAndRewire: DocumentCommand = {
  name: "deleteAndRewire",
  group: "edit",
  shortcuts: ["mod+delete", "mod+backspace"],
  isEnabled: hasBlocks,
  apply(scene, _, { catalogue, idsAbove }) {
    let { document } = scene;
    for (const id of heldBy(scene).blocks) {
      const bridges = bridgesOver(document, id, { catalogue, idsAbove });
      const selection = { ...NOTHING, blocks: new Set([id]) };
      document = without({ document, selection });
      for (const wire of bridges) if (!refusal(document, catalogue, wire)) document = connect(document, wire);
    }
    return { document: without({ document, selection: scene.selection }), selection: NOTHING };
  },
};

/** The wire of the block's first fed input, continued to all that its outputs feed. */
function bridgesOver(document: FlowDocument, id: string, { catalogue }: Context): Wire[] {
  const block = document.blocks[id];
  if (!block) return [];
  const feeding = portsOf(catalogue, id, block).inputs.flatMap((port) =>
    document.wires.filter((wire) => wire.to === portName(id, port.name)),
  );
  const followers = document.wires.filter((wire) => portAddress(wire.from).block === id);
  const [first] = feeding;
  return first ? followers.map((wire) => ({ from: first.from, to: wire.to })) : [];
}
