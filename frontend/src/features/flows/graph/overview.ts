import type { Position } from "./document";
import type { Box, Size } from "./geometry";

/** How a flow lies in its overview: `x * scale + left` is where a place of it is drawn. */
export interface Overview {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

const MARGIN = 8;

/** All of a flow, and what is on the screen of it, in a small picture. */
export function overviewOf(content: Box, size: Size): Overview {
  const room = { width: size.width - 2 * MARGIN, height: size.height - 2 * MARGIN };
  const scale = Math.min(room.width / Math.max(content.width, 1), room.height / Math.max(content.height, 1));
  return {
    scale,
    left: (size.width - content.width * scale) / 2 - content.x * scale,
    top: (size.height - content.height * scale) / 2 - content.y * scale,
  };
}

export function inOverview({ scale, left, top }: Overview, box: Box): Box {
  return { x: box.x * scale + left, y: box.y * scale + top, width: box.width * scale, height: box.height * scale };
}

/** The place of the flow under a point of its overview. */
export function placeInFlow({ scale, left, top }: Overview, at: Position): Position {
  return { x: (at.x - left) / scale, y: (at.y - top) / scale };
}

/** What the screen shows of a flow. */
export function seenBox([x, y, zoom]: readonly [number, number, number], screen: Size): Box {
  return { x: -x / zoom, y: -y / zoom, width: screen.width / zoom, height: screen.height / zoom };
}
