import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { GRID } from "../graph/geometry";
import classes from "./canvas.module.css";

const GAP = 2 * GRID;

/** The dots behind a flow. A layer of its own that is shifted by less than a gap: while one pans nothing of it is painted anew. */
export function DotGrid() {
  const flow = useStoreApi();
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let drawn = 0;
    const follow = () => {
      const [x, y, zoom] = flow.getState().transform;
      const { current } = layer;
      if (!current) return;
      const gap = GAP * zoom;
      if (zoom !== drawn) {
        drawn = zoom;
        current.style.inset = `-${gap}px`;
        current.style.backgroundSize = `${gap}px ${gap}px`;
        current.style.setProperty("--dot", `${zoom}px`);
      }
      // A dot stands in the middle of its tile, and the layer begins one gap before the canvas.
      current.style.transform = `translate(${remainder(x - gap / 2, gap)}px, ${remainder(y - gap / 2, gap)}px)`;
    };
    follow();
    let before: unknown;
    return flow.subscribe(({ transform }) => {
      if (transform !== before) follow();
      before = transform;
    });
  }, [flow]);
  return <div ref={layer} className={classes.dots} aria-hidden />;
}

function remainder(value: number, of: number): number {
  return ((value % of) + of) % of;
}
