import { type ConnectionLineComponentProps, getSmoothStepPath } from "@xyflow/react";
import { useEditor } from "../EditorContext";
import { inputOf, outputOf } from "../graph/ports";
import { wireColor } from "../palette/families";
import classes from "./canvas.module.css";
import type { CanvasNode } from "./nodes";

/** The wire in hand: in the colour of its type, red over a port that refuses it. */
export function DraggedWire(props: ConnectionLineComponentProps<CanvasNode>) {
  const { fromX, fromY, toX, toY, fromPosition, toPosition, fromHandle, connectionStatus } = props;
  const address = { block: fromHandle.nodeId, port: fromHandle.id ?? "" };
  const type = useEditor(({ scene, catalogue }) => {
    const port = fromHandle.type === "source" ? outputOf : inputOf;
    return port(scene.document, catalogue, address)?.type ?? "any";
  });
  const [path] = getSmoothStepPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
    borderRadius: 10,
    offset: 16,
  });
  return (
    <path
      d={path}
      className={`${classes.wire} ${classes.wireDragged} ${connectionStatus === "invalid" ? classes.wireBroken : ""}`}
      style={{ "--wire": wireColor(type) }}
    />
  );
}
