import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Selection } from "../commands/command";
import type { FlowDocument } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";

const MARGIN = 24;
const BLOCK_HEIGHT = 64;
/** A canvas that moves under the hand that has just pressed on it would be a trap. */
const HAND_MS = 600;

/** The selected block stays in sight: when a panel opens over it, and when keys go to a block outside of the view.
 * The canvas moves by just as much as is needed. */
export function useKeepInSight(document: FlowDocument, selection: Selection, foot: number): void {
  const { getViewport, setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const [only] = selection.blocks;
  const id = selection.blocks.size === 1 ? only : undefined;
  const before = useRef({ width, height, id, foot });
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const touch = (event: PointerEvent) => {
      if (event.target instanceof Element && event.target.closest(".react-flow")) touchedAt.current = performance.now();
    };
    window.addEventListener("pointerdown", touch, true);
    window.addEventListener("pointerup", touch, true);
    return () => {
      window.removeEventListener("pointerdown", touch, true);
      window.removeEventListener("pointerup", touch, true);
    };
  }, []);

  useEffect(() => {
    const hasShrunk = width < before.current.width || height < before.current.height || foot > before.current.foot;
    const isOther = id !== before.current.id && performance.now() - touchedAt.current > HAND_MS;
    before.current = { width, height, id, foot };
    const block = id ? document.blocks[id] : undefined;
    if (!(hasShrunk || isOther) || !block) return;
    const { x, y, zoom } = getViewport();
    const left = block.position.x * zoom + x - MARGIN;
    const top = block.position.y * zoom + y - MARGIN;
    const right = (block.position.x + BLOCK_WIDTH) * zoom + x + MARGIN;
    const bottom = (block.position.y + BLOCK_HEIGHT) * zoom + y + MARGIN + foot;
    const dx = left < 0 ? left : Math.max(0, right - width);
    const dy = top < 0 ? top : Math.max(0, bottom - height);
    if (dx !== 0 || dy !== 0) void setViewport({ x: x - dx, y: y - dy, zoom });
  }, [width, height, document, id, foot, getViewport, setViewport]);
}
