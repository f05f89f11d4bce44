import { useReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import type { Position } from "../graph/document";
import { nodeId, type Thing } from "./nodes";

export interface CanvasView {
  screenToFlowPosition(screen: Position): Position;
  flowToScreenPosition(place: Position): Position;
  show(things?: readonly Thing[]): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  zoom(): number;
  /** The middle of what is seen now. */
  centre(): Position;
}

/** What the rest of the editor may ask of the drawing, without knowing the library that draws. */
export function useCanvasView(): CanvasView {
  const flow = useReactFlow();
  return useMemo(
    () => ({
      screenToFlowPosition: (screen) => flow.screenToFlowPosition(screen, { snapToGrid: false }),
      flowToScreenPosition: (place) => flow.flowToScreenPosition(place),
      show: (things) => {
        void flow.fitView({
          padding: 0.1,
          maxZoom: 1,
          duration: 120,
          ...(things ? { nodes: things.map((thing) => ({ id: nodeId(thing) })) } : {}),
        });
      },
      zoomBy: (factor) => {
        void flow.zoomTo(flow.getZoom() * factor, { duration: 100 });
      },
      zoomTo: (zoom) => {
        void flow.zoomTo(zoom, { duration: 100 });
      },
      zoom: () => flow.getZoom(),
      centre: () => {
        const box = window.document.querySelector(".react-flow")?.getBoundingClientRect();
        const screen = box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: 0, y: 0 };
        return flow.screenToFlowPosition(screen, { snapToGrid: false });
      },
    }),
    [flow],
  );
}
