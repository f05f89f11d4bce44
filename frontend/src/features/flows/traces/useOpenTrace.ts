import { useCallback } from "react";
import { useCanvasView } from "../canvas/useCanvasView";
import { useOpenEditor } from "../EditorContext";
import type { Trace } from "../types";
import { outerBlock } from "./followed";

/** Show a trace on the canvas and its steps below. */
export function useOpenTrace(): (trace: Trace) => void {
  const { store, view } = useOpenEditor();
  const canvas = useCanvasView();
  return useCallback(
    (trace) => {
      view.setState({ trace, traceStep: 0, dock: "trace" });
      const { blocks } = store.getState().scene.document;
      const ids = [...new Set(trace.steps.map(({ block }) => outerBlock(block)))].filter((id) => blocks[id]);
      // The dock has just become higher.
      if (ids.length > 0) requestAnimationFrame(() => canvas.show(ids.map((id) => ({ kind: "block", id }))));
    },
    [store, view, canvas],
  );
}
