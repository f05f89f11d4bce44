import { useReactFlow } from "@xyflow/react";
import { type PointerEvent, useRef, useState } from "react";
import { setGroup } from "../commands/setGroup";
import { useOpenEditor } from "../EditorContext";
import type { Group } from "../graph/document";
import { type Box, boundsOf, snap } from "../graph/geometry";
import { boxOfGroup, tightBoxOfGroup } from "../graph/groups";

/** Which edges of a frame are held: -1 the left or upper one, 1 the right or lower one, 0 neither. */
export interface Grip {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

export const GRIPS: readonly Grip[] = [
  { x: -1, y: 0 },
  { x: 1, y: 0 },
  { x: 0, y: -1 },
  { x: 0, y: 1 },
  { x: -1, y: -1 },
  { x: 1, y: -1 },
  { x: -1, y: 1 },
  { x: 1, y: 1 },
];

/** A frame of which one edge or corner has been dragged so far. Its members stay inside. */
export function resized(box: Box, grip: Grip, by: { x: number; y: number }, tight: Box): Box {
  const left = grip.x < 0 ? Math.min(snap(box.x + by.x), tight.x) : box.x;
  const top = grip.y < 0 ? Math.min(snap(box.y + by.y), tight.y) : box.y;
  const right = grip.x > 0 ? Math.max(snap(box.x + box.width + by.x), tight.x + tight.width) : box.x + box.width;
  const bottom = grip.y > 0 ? Math.max(snap(box.y + box.height + by.y), tight.y + tight.height) : box.y + box.height;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** While an edge is held only this frame is drawn anew; the document changes when it is let go. */
export function useGroupResize(id: string, group: Group) {
  const { store } = useOpenEditor();
  const { getZoom } = useReactFlow();
  const [held, setHeld] = useState<{ from: Box; now: Box } | null>(null);
  const latest = useRef<Box | null>(null);
  const resize = (event: PointerEvent<HTMLElement>, grip: Grip) => {
    const { scene, catalogue } = store.getState();
    const from = boxOfGroup(scene.document, catalogue, group);
    const tight = tightBoxOfGroup(scene.document, catalogue, group);
    if (!from || !tight) return;
    event.stopPropagation();
    const target = event.currentTarget;
    const start = { x: event.clientX, y: event.clientY };
    target.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      const zoom = getZoom();
      const by = { x: (moved.clientX - start.x) / zoom, y: (moved.clientY - start.y) / zoom };
      latest.current = resized(from, grip, by, tight);
      setHeld({ from, now: latest.current });
    };
    const done = () => {
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", done);
      target.removeEventListener("pointercancel", done);
      const now = latest.current;
      latest.current = null;
      setHeld(null);
      if (!now) return;
      const isTight = boundsOf([now, tight])?.width === tight.width && now.height === tight.height;
      store.getState().apply(setGroup, { group: id, values: { frame: isTight ? undefined : now } });
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", done);
    target.addEventListener("pointercancel", done);
  };
  const style = held && {
    left: held.now.x - held.from.x,
    top: held.now.y - held.from.y,
    width: held.now.width,
    height: held.now.height,
  };
  return { style, resize };
}
