import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Selection } from "../commands/command";
import type { FlowDocument } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";

const MARGIN = 24;
const BLOCK_HEIGHT = 64;

/** When a panel opens over the place where the selected block stands, the canvas makes way by just as much. */
export function useKeepInSight(document: FlowDocument, selection: Selection, foot: number): void {
  const { getViewport, setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const before = useRef({ width, height });
  useEffect(() => {
    const hasShrunk = width < before.current.width || height < before.current.height;
    before.current = { width, height };
    const [id] = selection.blocks;
    const block = id && selection.blocks.size === 1 ? document.blocks[id] : undefined;
    if (!hasShrunk || !block) return;
    const { x, y, zoom } = getViewport();
    const right = (block.position.x + BLOCK_WIDTH) * zoom + x + MARGIN;
    const bottom = (block.position.y + BLOCK_HEIGHT) * zoom + y + MARGIN + foot;
    const dx = Math.max(0, right - width);
    const dy = Math.max(0, bottom - height);
    if (dx > 0 || dy > 0) void setViewport({ x: x - dx, y: y - dy, zoom });
  }, [width, height, document, selection, foot, getViewport, setViewport]);
}
