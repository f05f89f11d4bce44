import { useConnection, useStore } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { useEditor, useView } from "../EditorContext";
import { type Position, portName } from "../graph/document";
import { refusal } from "../graph/wiring";
import classes from "./canvas.module.css";
import { useCanvasView } from "./useCanvasView";

const WIDTH = 300;
const BESIDE = 14;

/** Says beside the pointer why a port does not take the wire, while it is over it and for a while after it was dropped. */
export function WireHint() {
  const hovered = useHoveredRefusal();
  const dropped = useView((state) => state.hint);
  const { flowToScreenPosition } = useCanvasView();
  // Follows the canvas when it is moved under a hint that still stands.
  useStore((state) => (dropped ? state.transform : null));
  const hint = hovered ?? dropped;
  if (!hint) return null;
  const { x, y } = flowToScreenPosition(hint.at);
  const left = Math.min(x + BESIDE, window.innerWidth - WIDTH - BESIDE);
  return (
    <div role="status" className={classes.hint} style={{ left, top: y + BESIDE }} data-testid="wire-hint">
      {hint.message}
    </div>
  );
}

function useHoveredRefusal(): { message: string; at: Position } | null {
  const { t } = useTranslation("flows");
  const connection = useConnection();
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  if (!connection.inProgress || connection.isValid !== false || !connection.toHandle) return null;
  const { fromHandle, toHandle, to } = connection;
  if (fromHandle.nodeId === toHandle.nodeId && fromHandle.id === toHandle.id) return null;
  if (fromHandle.type === toHandle.type) {
    return { message: t(fromHandle.type === "source" ? "refusals.two_outputs" : "refusals.two_inputs"), at: to };
  }
  const start = portName(fromHandle.nodeId, fromHandle.id ?? "");
  const end = portName(toHandle.nodeId, toHandle.id ?? "");
  const wire = fromHandle.type === "source" ? { from: start, to: end } : { from: end, to: start };
  const problem = refusal(document, catalogue, wire);
  return problem ? { message: t(`refusals.${problem.code}`, problem.values), at: to } : null;
}
