import { type ReactNode, type PointerEvent as ReactPointerEvent, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { addBlock } from "../commands/addBlock";
import { useOpenEditor } from "../EditorContext";
import { type BlockType, valueOutputs } from "../graph/catalogue";
import { type Position, type Wire, wireName } from "../graph/document";
import { BLOCK_WIDTH, portOffset, sizeOf } from "../graph/geometry";
import { wireColor } from "../palette/families";
import { lookOfType } from "../palette/look";
import classes from "../palette/palette.module.css";
import { tookBlock } from "../palette/remembered";
import { useCanvasView } from "./useCanvasView";
import { takesWire, wireUnder } from "./wireUnder";

const START_PX = 4;
/** Where the hand holds the block, from its upper edge. */
const GHOST_HOLD = 20;

/** Drag a block from the palette with any pointer: mouse, pen or finger. Dropped on a wire it goes into the wire. */
export function usePaletteDrag(type: BlockType): { start: (event: ReactPointerEvent) => void; ghost: ReactNode } {
  const { store, view } = useOpenEditor();
  const { screenToFlowPosition, zoom } = useCanvasView();
  const [origin, setOrigin] = useState<Position | null>(null);
  const [pointer, setPointer] = useState<Position | null>(null);

  useEffect(() => {
    if (!origin) return;
    let isDragging = false;
    const finish = () => {
      setOrigin(null);
      setPointer(null);
      view.setState({ dropWire: null });
    };
    const target = (at: Position): Wire | undefined => {
      const { scene, catalogue } = store.getState();
      const wire = wireUnder(scene.document, at);
      return wire && takesWire({ document: scene.document, catalogue }, wire, type.inputs) ? wire : undefined;
    };
    const move = (event: PointerEvent) => {
      const at = { x: event.clientX, y: event.clientY };
      if (!isDragging && Math.hypot(at.x - origin.x, at.y - origin.y) < START_PX) return;
      isDragging = true;
      event.preventDefault();
      setPointer(at);
      const wire = target(at);
      view.setState({ dropWire: wire ? wireName(wire) : null });
    };
    const drop = (event: PointerEvent) => {
      const screen = { x: event.clientX, y: event.clientY };
      finish();
      const isOverCanvas = window.document.elementFromPoint(screen.x, screen.y)?.closest(".react-flow") !== null;
      if (!isDragging || !isOverCanvas) return;
      const place = screenToFlowPosition(screen);
      const at = { x: place.x - BLOCK_WIDTH / 2, y: place.y - GHOST_HOLD };
      tookBlock(type.type);
      store.getState().apply(addBlock, { type: type.type, at, into: target(screen) });
    };
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      finish();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", finish);
    window.addEventListener("keydown", press, true);
    return () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", finish);
      window.removeEventListener("keydown", press, true);
    };
  }, [origin, store, view, screenToFlowPosition, type]);

  const start = (event: ReactPointerEvent) => {
    if (event.button !== 0 || store.getState().isReadOnly) return;
    setOrigin({ x: event.clientX, y: event.clientY });
  };
  const ghost = pointer && createPortal(<Ghost type={type} pointer={pointer} zoom={zoom()} />, window.document.body);
  return { start, ghost };
}

/** The block as it will stand on the canvas, ports and all, in the size it will have there. */
function Ghost({ type, pointer, zoom }: { type: BlockType; pointer: Position; zoom: number }) {
  const { height } = sizeOf(type);
  const outputs = valueOutputs(type.outputs);
  const { icon: Icon, color } = lookOfType(type);
  return (
    <div
      className={classes.ghost}
      data-testid="ghost"
      style={{
        height,
        "--family": color,
        transform: `translate(${pointer.x}px, ${pointer.y}px) scale(${zoom}) translate(-50%, -${GHOST_HOLD}px)`,
      }}
    >
      <div className={classes.ghostHead}>
        <Icon size={15} stroke={1.7} aria-hidden className={classes.icon} />
        {type.title}
      </div>
      {type.inputs.map((port, index) => (
        <span
          key={port.name}
          className={classes.ghostPort}
          style={{ left: -5, top: portOffset(index, type.inputs.length, height), "--wire": wireColor(port.type) }}
        />
      ))}
      {outputs.map((port, index) => (
        <span
          key={port.name}
          className={classes.ghostPort}
          style={{ right: -5, top: portOffset(index, outputs.length, height), "--wire": wireColor(port.type) }}
        />
      ))}
    </div>
  );
}
