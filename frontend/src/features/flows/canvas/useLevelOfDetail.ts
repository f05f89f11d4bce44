import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useOpenEditor } from "../EditorContext";
import type { Detail } from "../viewStore";

/** Below this a title is less than four pixels high. */
const MAP_ZOOM = 0.28;
/** Below this zoom nobody reads summaries, port names or values. */
const FAR_ZOOM = 0.45;
/** From this zoom on there is room to read the names of all ports. */
const CLOSE_ZOOM = 1.2;

const LEVELS: readonly Detail[] = ["map", "far", "near", "close"];

export function detailAt(zoom: number): Detail {
  if (zoom < MAP_ZOOM) return "map";
  if (zoom < FAR_ZOOM) return "far";
  return zoom < CLOSE_ZOOM ? "near" : "close";
}

/** What of each block can be read from this far. Going away, what is too small goes at once; coming closer, more is drawn when
 * the movement rests: drawing hundreds of blocks anew in the middle of it would stop it. */
export function detailAfter(now: Detail, zoom: number, isMoving: boolean): Detail {
  const wanted = detailAt(zoom);
  return isMoving && LEVELS.indexOf(wanted) > LEVELS.indexOf(now) ? now : wanted;
}

/** Keeps `view.detail` right. Answers what to call when a movement of the canvas begins and when it has come to rest. */
export function useLevelOfDetail() {
  const { view } = useOpenEditor();
  const flow = useStoreApi();
  const moving = useRef({
    isMoving: false,
    begin: () => {
      moving.isMoving = true;
    },
    rest: () => {
      moving.isMoving = false;
      look();
    },
  }).current;
  const look = () => {
    const { detail } = view.getState();
    const next = detailAfter(detail, flow.getState().transform[2], moving.isMoving);
    if (next !== detail) view.setState({ detail: next });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: both stores live as long as the canvas.
  useEffect(() => {
    look();
    let zoom = Number.NaN;
    return flow.subscribe(({ transform }) => {
      if (transform[2] === zoom) return;
      zoom = transform[2];
      look();
    });
  }, [flow, view]);
  return moving;
}
