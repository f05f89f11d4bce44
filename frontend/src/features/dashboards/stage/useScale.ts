import { type RefObject, useLayoutEffect, useState } from "react";
import type { Frame } from "../document/layout";

/** How much larger or smaller than it was drawn a free page is shown, so that its width fills the room. */
export function useScale(place: RefObject<HTMLElement | null>, frame: Frame): number {
  const width = frame.kind === "free" ? frame.size.w : 0;
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const node = place.current;
    if (!node || width === 0) return;
    const measure = () => setScale(node.clientWidth > 0 ? node.clientWidth / width : 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [place, width]);
  return width === 0 ? 1 : scale;
}
