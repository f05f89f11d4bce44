import { addBlock } from "../commands/addBlock";
import { useOpenEditor } from "../EditorContext";
import { portName } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";
import { portsOf } from "../graph/ports";
import { useCanvasView } from "./useCanvasView";

const GAP = 96;

/** Add a block without pointing at a place: right of the selected block and wired to it where that fits, else in the middle. */
export function useAddBlock(): (type: string) => void {
  const { store } = useOpenEditor();
  const { centre } = useCanvasView();
  return (type) => {
    const { scene, catalogue, apply } = store.getState();
    const [id] = scene.selection.blocks;
    const block = id && scene.selection.blocks.size === 1 ? scene.document.blocks[id] : undefined;
    if (!id || !block) {
      const middle = centre();
      apply(addBlock, { type, at: { x: middle.x - BLOCK_WIDTH / 2, y: middle.y - 28 } });
      return;
    }
    const output = portsOf(catalogue, id, block).outputs[0];
    const at = { x: block.position.x + BLOCK_WIDTH + GAP, y: block.position.y };
    apply(addBlock, { type, at, from: output && { port: portName(id, output.name), side: "output" } });
  };
}
