import { type ReactNode, type PointerEvent as ReactPointerEvent, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { addBlock } from "../commands/addBlock";
import { useOpenEditor } from "../EditorContext";
import type { BlockType } from "../graph/catalogue";
import { type Position, portAddress, type Wire, wireName } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";
import { outputOf } from "../graph/ports";
import { fits } from "../graph/wiring";
import { familyColor } from "../palette/families";
import classes from "../palette/palette.module.css";
import { useCanvasView } from "./useCanvasView";

const START_PX = 4;
const GHOST_HEIGHT = 40;

/** Drag a block from the palette with any pointer: mouse, pen or finger. Dropped on a wire it goes into the wire. */
export function usePaletteDrag(type: BlockType): { start: (event: ReactPointerEvent) => void; ghost: ReactNode } {
  const { store, view } = useOpenEditor();
  const { screenToFlowPosition } = useCanvasView();
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
    const wireUnder = (at: Position): Wire | undefined => {
      const { scene, catalogue } = store.getState();
      const edge = window.document
        .elementsFromPoint(at.x, at.y)
        .map((element) => element.closest(".react-flow__edge"))
        .find((found) => found !== null);
      const name = edge?.getAttribute("data-id");
      const wire = scene.document.wires.find((one) => wireName(one) === name);
      const source = wire && outputOf(scene.document, catalogue, portAddress(wire.from));
      return source && type.inputs.some((port) => fits(source.type, port.type)) ? wire : undefined;
    };
    const move = (event: PointerEvent) => {
      const at = { x: event.clientX, y: event.clientY };
      if (!isDragging && Math.hypot(at.x - origin.x, at.y - origin.y) < START_PX) return;
      isDragging = true;
      event.preventDefault();
      setPointer(at);
      const wire = wireUnder(at);
      view.setState({ dropWire: wire ? wireName(wire) : null });
    };
    const drop = (event: PointerEvent) => {
      const screen = { x: event.clientX, y: event.clientY };
      finish();
      const isOverCanvas = window.document.elementFromPoint(screen.x, screen.y)?.closest(".react-flow") !== null;
      if (!isDragging || !isOverCanvas) return;
      const place = screenToFlowPosition(screen);
      const at = { x: place.x - BLOCK_WIDTH / 2, y: place.y - GHOST_HEIGHT / 2 };
      store.getState().apply(addBlock, { type: type.type, at, into: wireUnder(screen) });
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
  const ghost =
    pointer &&
    createPortal(
      <div
        className={classes.ghost}
        style={{
          "--family": familyColor(type.family),
          transform: `translate(${pointer.x - BLOCK_WIDTH / 2}px, ${pointer.y - GHOST_HEIGHT / 2}px)`,
        }}
      >
        {type.title}
      </div>,
      window.document.body,
    );
  return { start, ghost };
}
