import type { CSSProperties } from "react";
import type { Box } from "../document/dashboardDocument";
import { bottomOf, type Frame } from "../document/layout";

/** Sizes of the grid as the page's density has it; the style sheet gives them to `--gap` and `--row`. */
export interface Cells {
  stepX: number;
  stepY: number;
}

/** Where a box stands, in CSS alone: nothing is measured, so it is right at once, on paper too. */
export function styleOf(box: Box, frame: Frame, depth: number): CSSProperties {
  if (frame.kind === "free") {
    return {
      left: box.x,
      top: box.y,
      width: box.w,
      height: box.h,
      zIndex: depth,
      rotate: box.r ? `${box.r}deg` : "none",
    };
  }
  const step = `(100% + var(--gap)) / ${frame.columns}`;
  return {
    left: `calc(${step} * ${box.x})`,
    top: `calc((var(--row) + var(--gap)) * ${box.y})`,
    width: `calc(${step} * ${box.w} - var(--gap))`,
    height: `calc((var(--row) + var(--gap)) * ${box.h} - var(--gap))`,
  };
}

export function heightOf(boxes: readonly Box[], frame: Frame): string {
  if (frame.kind === "free") return `${frame.size.h}px`;
  return `calc((var(--row) + var(--gap)) * ${bottomOf(boxes)} - var(--gap))`;
}

/** The same as `styleOf`, on an element that React draws again only when the gesture is over. */
export function put(node: HTMLElement, box: Box, frame: Frame): void {
  const { left, top, width, height } = styleOf(box, frame, 0);
  const text = (value: CSSProperties["left"]) => (typeof value === "number" ? `${value}px` : String(value));
  node.style.left = text(left);
  node.style.top = text(top);
  node.style.width = text(width);
  node.style.height = text(height);
}
