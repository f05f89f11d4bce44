import { type RefObject, useLayoutEffect, useState } from "react";
import type { Frame } from "../document/layout";

/** The page's own padding, above and below. */
const AROUND_PX = 32;
/** A view that is narrower than this is a phone's: there the width counts alone, and the rest is scrolled. */
const NARROW_PX = 600;

/**
 * How much larger or smaller than it was drawn a free page is shown: as wide as the room, and for who looks at it
 * (`isWhole`) never higher than the view.
 */
export function useScale(place: RefObject<HTMLElement | null>, frame: Frame, isWhole: boolean): number {
  const { w, h } = frame.kind === "free" ? frame.size : { w: 0, h: 0 };
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const node = place.current;
    if (!node || w === 0) return;
    const view = node.closest<HTMLElement>("[data-scroller]");
    const measure = () => {
      const width = node.clientWidth;
      if (width === 0) return;
      const isTall = isWhole && width > NARROW_PX && view !== null && view.clientHeight > 2 * AROUND_PX;
      setScale(isTall ? Math.min(width / w, (view.clientHeight - AROUND_PX) / h) : width / w);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    if (view) observer.observe(view);
    return () => observer.disconnect();
  }, [place, w, h, isWhole]);
  return w === 0 ? 1 : scale;
}
