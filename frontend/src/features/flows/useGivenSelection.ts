import { useEffect, useRef } from "react";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useReveal } from "./canvas/useReveal";
import { useOpenEditor } from "./EditorContext";

/** The canvas first shows the whole flow; going to one block begins after that. */
const AFTER_FIT_MS = 200;

/** `?block=b3` opens the flow with that block selected and in view, so that other pages can point at it. */
export function useGivenSelection(): void {
  const { store } = useOpenEditor();
  const [read] = useSearchState();
  const reveal = useReveal();
  const block = read("block");
  const shown = useRef("");
  useEffect(() => {
    if (!block || shown.current === block || !store.getState().scene.document.blocks[block]) return;
    const timer = setTimeout(() => {
      shown.current = block;
      reveal({ kind: "block", id: block });
    }, AFTER_FIT_MS);
    return () => clearTimeout(timer);
  }, [block, store, reveal]);
}
