import type { OnNodeDrag } from "@xyflow/react";
import { useMemo } from "react";
import { waysThrough } from "../commands/insertOnWire";
import { useOpenEditor } from "../EditorContext";
import { touches, wireName } from "../graph/document";
import type { CanvasNode } from "./nodes";
import { wireUnder } from "./wireUnder";

/** Lights the wire up that a dragged block without wires will go into when it is let go there. */
export function useDropOnWire(): OnNodeDrag<CanvasNode> {
  const { store, view } = useOpenEditor();
  return useMemo(() => {
    const look: OnNodeDrag<CanvasNode> = (event, node, nodes) => {
      const { scene, catalogue } = store.getState();
      const isFree =
        node.type === "block" &&
        nodes.length === 1 &&
        !scene.document.wires.some((wire) => touches(wire, new Set([node.id])));
      const wire = isFree ? wireUnder(scene.document, pointOf(event)) : undefined;
      const dropWire = wire && waysThrough(scene, node.id, wire, { catalogue }) ? wireName(wire) : null;
      if (view.getState().dropWire !== dropWire) view.setState({ dropWire });
    };
    return look;
  }, [store, view]);
}

function pointOf(event: MouseEvent | TouchEvent | React.MouseEvent | React.TouchEvent) {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}
