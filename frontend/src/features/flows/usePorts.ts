import { useEffect } from "react";
import { useEditor, useOpenEditor } from "./EditorContext";
import { blocksWithUnknownPorts, withPorts } from "./graph/ports";
import { askPorts } from "./queries";

const TYPING_MS = 150;

/** Ask the server for the ports of blocks whose params decide them, as soon as the person pauses. */
export function usePorts(): void {
  const { store } = useOpenEditor();
  const document = useEditor((state) => state.scene.document);
  useEffect(() => {
    const blocks = blocksWithUnknownPorts(document, store.getState().catalogue);
    if (Object.keys(blocks).length === 0) return;
    const timer = setTimeout(() => {
      askPorts(blocks).then(
        (told) => store.setState(({ catalogue }) => ({ catalogue: withPorts(catalogue, blocks, told.blocks) })),
        // Without an answer the ports stay as they are; the next change or save asks again.
        () => {},
      );
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [document, store]);
}
