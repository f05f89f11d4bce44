import { type Axis, aligned, type Depth, distributed, restacked, type Side, sameSized } from "../document/arranging";
import type { Place } from "../document/layout";
import type { Command } from "./command";
import { rearrange } from "./place";

export function align(place: Place, ids: readonly string[], side: Side): Command {
  return {
    name: "align",
    apply: (draft) => rearrange(draft, place, (boxes, on) => aligned(boxes, new Set(ids), side, on)),
  };
}

export function distribute(place: Place, ids: readonly string[], axis: Axis): Command {
  return {
    name: "distribute",
    apply: (draft) => rearrange(draft, place, (boxes, on) => distributed(boxes, new Set(ids), axis, on)),
  };
}

export function sameSize(place: Place, ids: readonly string[], which: "width" | "height" | "both"): Command {
  return {
    name: "sameSize",
    apply: (draft) => rearrange(draft, place, (boxes, on) => sameSized(boxes, ids, which, on)),
  };
}

/** Only free pages know above and below. */
export function restack(place: Place, ids: readonly string[], depth: Depth): Command {
  return {
    name: "restack",
    apply: (draft) =>
      rearrange(draft, place, (boxes, { frame }) =>
        frame.kind === "free" ? restacked(boxes, new Set(ids), depth) : boxes,
      ),
  };
}
