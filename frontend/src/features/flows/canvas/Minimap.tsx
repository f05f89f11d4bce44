import { Panel, useReactFlow, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Catalogue } from "../graph/catalogue";
import type { FlowDocument, Position } from "../graph/document";
import { type Box, boundsOf } from "../graph/geometry";
import { boxOfBlock, boxOfGroup, boxOfNote, groupsOf, hiddenIn, notesOf } from "../graph/groups";
import { inOverview, type Overview, overviewOf, placeInFlow, seenBox } from "../graph/overview";
import { lookOf } from "../palette/look";
import classes from "./canvas.module.css";
import { nodeId } from "./nodes";
import { useStable } from "./useStable";

const SIZE = { width: 200, height: 150 };
const SMALLEST = 2;
/** So long a move by hand waits to be seen here: the eye is on what it moves. */
const REDRAW_MS = 120;

interface MinimapProps {
  document: FlowDocument;
  catalogue: Catalogue;
  moving: ReadonlyMap<string, Position>;
}

interface Shape {
  readonly box: Box;
  readonly color: string;
  readonly isArea: boolean;
}

/** The whole flow in a corner. It is a picture, drawn when the flow changes; what moves with the canvas is one frame above it, so
 * that five hundred blocks cost nothing while one pans. */
export function Minimap({ document, catalogue, moving }: MinimapProps) {
  const { t } = useTranslation("flows");
  const flow = useStoreApi();
  const { setCenter, zoomTo, getZoom } = useReactFlow();
  const picture = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const shapes = useMemo(() => shapesOf(document, catalogue), [document, catalogue]);
  const overview = useRef(overviewOf(EMPTY, SIZE));
  const seen = useCallback(() => {
    const { transform, width, height } = flow.getState();
    return seenBox(transform, { width, height });
  }, [flow]);
  const draw = useStable(() => {
    overview.current = paint(picture.current, shapes, moving, seen());
    follow();
  });
  const follow = useStable(() => {
    const { x, y, width, height } = inOverview(overview.current, seen());
    if (!frame.current) return;
    frame.current.style.transform = `translate(${x}px, ${y}px)`;
    frame.current.style.width = `${width}px`;
    frame.current.style.height = `${height}px`;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn, not how, is what it follows.
  useEffect(() => {
    if (moving.size === 0) {
      draw();
      return;
    }
    const timer = setTimeout(draw, REDRAW_MS);
    return () => clearTimeout(timer);
  }, [shapes, moving]);

  useEffect(() => {
    let before: unknown;
    const stop = flow.subscribe(({ transform, width, height }) => {
      // The store tells of much else.
      const now = `${transform} ${width} ${height}`;
      if (now !== before) follow();
      before = now;
    });
    const theme = new MutationObserver(draw);
    theme.observe(window.document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      stop();
      theme.disconnect();
    };
  }, [flow, draw, follow]);

  const go = (event: PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const at = placeInFlow(overview.current, { x: event.clientX - left, y: event.clientY - top });
    void setCenter(at.x, at.y, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-right" className={classes.minimap} style={SIZE}>
      <div
        role="img"
        aria-label={t("canvas.minimap")}
        data-testid="minimap"
        style={SIZE}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && go(event)}
        onWheel={(event) => void zoomTo(getZoom() * (event.deltaY < 0 ? 1.15 : 1 / 1.15))}
      >
        <canvas ref={picture} aria-hidden />
        <div ref={frame} className={classes.minimapView} />
      </div>
    </Panel>
  );
}

const EMPTY: Box = { x: 0, y: 0, width: 0, height: 0 };

function shapesOf(document: FlowDocument, catalogue: Catalogue): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  const hidden = hiddenIn(document);
  for (const [id, group] of Object.entries(groupsOf(document))) {
    const box = boxOfGroup(document, catalogue, group);
    if (box) shapes.set(nodeId({ kind: "group", id }), { box, color: tint(group.color), isArea: true });
  }
  for (const [id, note] of Object.entries(notesOf(document))) {
    if (hidden.notes.has(id)) continue;
    shapes.set(nodeId({ kind: "note", id }), { box: boxOfNote(note), color: tint(note.color), isArea: true });
  }
  for (const [id, block] of Object.entries(document.blocks)) {
    const box = hidden.blocks.has(id) ? null : boxOfBlock(document, catalogue, id);
    const { color } = lookOf(catalogue, block);
    if (box) shapes.set(id, { box, color, isArea: false });
  }
  return shapes;
}

function tint(color: string): string {
  return `var(--tint-${color}, var(--tint-grey))`;
}

/** Draws all shapes, and answers how they lie in the picture. */
function paint(
  canvas: HTMLCanvasElement | null,
  shapes: ReadonlyMap<string, Shape>,
  moving: ReadonlyMap<string, Position>,
  seen: Box,
): Overview {
  const placed = [...shapes].map(([id, shape]) => ({ ...shape, box: { ...shape.box, ...moving.get(id) } }));
  const content = boundsOf(placed.map(({ box }) => box)) ?? seen;
  const overview = overviewOf(content, SIZE);
  const pen = canvas?.getContext("2d");
  if (!canvas || !pen) return overview;
  const sharpness = window.devicePixelRatio || 1;
  canvas.width = SIZE.width * sharpness;
  canvas.height = SIZE.height * sharpness;
  pen.scale(sharpness, sharpness);
  const style = getComputedStyle(window.document.documentElement);
  const colors = new Map<string, string>();
  for (const { box, color, isArea } of placed) {
    let ink = colors.get(color);
    if (ink === undefined) {
      ink = inkOf(color, style);
      colors.set(color, ink);
    }
    const { x, y, width, height } = inOverview(overview, box);
    pen.fillStyle = ink;
    pen.globalAlpha = isArea ? 0.3 : 1;
    pen.fillRect(x, y, Math.max(SMALLEST, width), Math.max(SMALLEST, height));
  }
  return overview;
}

/** The value of a custom property, or of the one that stands in for it: a canvas knows none. */
function inkOf(color: string, style: CSSStyleDeclaration): string {
  for (const [, name] of color.matchAll(/var\((--[\w-]+)/g)) {
    const value = name ? style.getPropertyValue(name).trim() : "";
    if (value) return value;
  }
  return "#888";
}
