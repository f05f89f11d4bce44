import {
  type CSSProperties,
  memo,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
} from "react";
import type { Edge } from "../document/arranging";
import type { Box, Size } from "../document/dashboardDocument";
import { byRow, type Frame } from "../document/layout";
import { Gesture, type Hands } from "./Gesture";
import { heightOf, styleOf } from "./geometry";
import classes from "./Stage.module.css";
import { useDrop } from "./useDrop";
import { useScale } from "./useScale";

export interface DropPoint {
  /** In cells, or in pixels of a free page. */
  x: number;
  y: number;
  clientX: number;
  clientY: number;
  /** The widget below the pointer. */
  target: string | null;
}

interface StageProps {
  boxes: readonly Box[];
  frame: Frame;
  /** Draws what stands in a box; the same function as long as nothing but boxes changes. */
  draw: (box: Box) => ReactNode;
  /** Null where nothing can be moved. */
  hands: Hands | null;
  /** Size of what is being dragged in from outside; null: nothing is, or it goes onto widgets alone. */
  dragged: Size | null;
  isDropTarget: boolean;
  drop: (at: DropPoint) => void;
}

/** Where the widgets of a page stand, looked at or arranged. */
export function Stage({ boxes, frame, draw, hands, dragged, isDropTarget, drop }: StageProps) {
  const place = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const scale = useScale(place, frame, hands === null);
  const press = useGestures({ sheet, band, overlay }, hands);
  const dropping = useDrop({ sheet, overlay, frame, dragged, isActive: isDropTarget, drop });
  // Readers and the tab key go line by line; while it is arranged the order stays, as focus is lost by moving elements.
  const order = useMemo(() => (hands ? [...boxes].sort(byId) : [...boxes].sort(byRow)), [boxes, hands]);
  const depths = useMemo(() => new Map(boxes.map(({ i }, depth) => [i, depth])), [boxes]);
  const isFree = frame.kind === "free";
  const height = heightOf(boxes, frame);
  return (
    <div
      ref={place}
      className={classes.place}
      data-kind={frame.kind}
      data-editing={hands !== null}
      data-testid="grid"
      onPointerDown={press}
      {...dropping}
    >
      <div
        className={classes.holder}
        style={isFree ? { width: frame.size.w * scale, height: frame.size.h * scale } : undefined}
      >
        <div
          ref={sheet}
          className={classes.sheet}
          style={
            isFree
              ? ({ ...sizeOf(frame.size), transform: `scale(${scale})`, "--scale": scale } as CSSProperties)
              : { height }
          } // a custom property
          data-testid="sheet"
        >
          {order.map((box) => (
            <Placed key={box.i} box={box} frame={frame} depth={depths.get(box.i) ?? 0} draw={draw} />
          ))}
          <div ref={overlay} className={classes.overlay} aria-hidden />
          <div ref={band} className={classes.band} hidden aria-hidden />
        </div>
      </div>
    </div>
  );
}

function sizeOf({ w, h }: Size): CSSProperties {
  return { width: w, height: h };
}

/** By the number in `w12`, which is the order in which they were made. */
function byId(a: Box, b: Box): number {
  return a.i.length - b.i.length || (a.i < b.i ? -1 : 1);
}

interface PlacedProps {
  box: Box;
  frame: Frame;
  depth: number;
  draw: (box: Box) => ReactNode;
}

/** Draws again only when its own box changed. */
const Placed = memo(
  function Placed({ box, frame, depth, draw }: PlacedProps) {
    return (
      <div className={classes.cell} data-cell={box.i} style={styleOf(box, frame, depth)}>
        {draw(box)}
      </div>
    );
  },
  (a, b) =>
    a.draw === b.draw &&
    a.frame.kind === b.frame.kind &&
    a.depth === b.depth &&
    (a.box === b.box || (["i", "x", "y", "w", "h", "r"] as const).every((side) => a.box[side] === b.box[side])) &&
    (a.frame.kind === "free" || (b.frame.kind === "grid" && a.frame.columns === b.frame.columns)),
);

interface MarkRefs {
  sheet: RefObject<HTMLElement | null>;
  band: RefObject<HTMLElement | null>;
  overlay: RefObject<HTMLElement | null>;
}

const EDGES: readonly string[] = ["n", "e", "s", "w", "ne", "nw", "se", "sw"] satisfies Edge[];

function useGestures({ sheet, band, overlay }: MarkRefs, hands: Hands | null) {
  const gesture = useRef<Gesture | null>(null);
  useEffect(() => () => gesture.current?.cancel(), []);
  return (event: PointerEvent) => {
    const { target } = event;
    const marks = { sheet: sheet.current, band: band.current, overlay: overlay.current };
    if (!hands || event.button !== 0 || gesture.current || !(target instanceof Element)) return;
    if (!marks.sheet || !marks.band || !marks.overlay) return;
    const id = target.closest<HTMLElement>("[data-cell]")?.dataset.cell ?? null;
    const pulled = target.closest<HTMLElement>("[data-edge]")?.dataset.edge;
    const edge = EDGES.find((one) => one === pulled) as Edge | undefined; // one of the eight
    const kept = event.shiftKey || event.ctrlKey || event.metaKey ? hands.selection() : [];
    const kind =
      id === null
        ? ({ what: "band", kept } as const)
        : edge
          ? ({ what: "resize", edge } as const)
          : ({ what: "move" } as const);
    if (id === null && kept.length === 0) hands.selectOnly([]);
    const { sheet: onSheet, band: onBand, overlay: onOverlay } = marks;
    gesture.current = new Gesture(
      kind,
      id,
      hands,
      { sheet: onSheet, band: onBand, overlay: onOverlay },
      event.nativeEvent,
      () => {
        gesture.current = null;
      },
    );
  };
}
