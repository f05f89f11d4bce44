import { addBlock } from "../commands/addBlock";
import { onlyBlock, onlyWire } from "../commands/command";
import { useOpenEditor } from "../EditorContext";
import { valueOutputs } from "../graph/catalogue";
import { portAddress, portName } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";
import { portsOf } from "../graph/ports";
import { tookBlock } from "../palette/remembered";
import { useCanvasView } from "./useCanvasView";

const GAP = 96;

/** Add a block without pointing at a place: into the selected wire, right of the selected block
 * and wired to it where that fits, else in the middle. `port` names the output to follow. */
export function useAddBlock(): (type: string, port?: string) => void {
  const { store } = useOpenEditor();
  const { centre } = useCanvasView();
  return (type, port) => {
    const { scene, catalogue, apply } = store.getState();
    tookBlock(type);
    const into = onlyWire(scene);
    if (into) {
      const at = scene.document.blocks[portAddress(into.from).block]?.position ?? centre();
      apply(addBlock, { type, at: { x: at.x + BLOCK_WIDTH + GAP, y: at.y }, into });
      return;
    }
    const id = onlyBlock(scene);
    const block = id === undefined ? undefined : scene.document.blocks[id];
    if (!id || !block) {
      const middle = centre();
      apply(addBlock, { type, at: { x: middle.x - BLOCK_WIDTH / 2, y: middle.y - 28 } });
      return;
    }
    const outputs = valueOutputs(portsOf(catalogue, id, block).outputs);
    const output = outputs.find(({ name }) => name === port) ?? outputs[0];
    const at = { x: block.position.x + BLOCK_WIDTH + GAP, y: block.position.y };
    apply(addBlock, { type, at, from: output && { port: portName(id, output.name), side: "output" } });
  };
}
