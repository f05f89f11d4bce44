import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import type { Catalogue } from "../graph/catalogue";
import type { FlowDocument, Position } from "../graph/document";
import { type Box, boundsOf } from "../graph/geometry";
import { boxOfBlock, boxOfNote, notesOf } from "../graph/groups";
import { guidesFor } from "../graph/guides";
import classes from "./canvas.module.css";
import { nodeId } from "./nodes";

interface GuideLinesProps {
  document: FlowDocument;
  catalogue: Catalogue;
  moving: ReadonlyMap<string, Position>;
}

/** Thin lines while blocks are dragged, wherever they stand in line with another one. */
export function GuideLines({ document, catalogue, moving }: GuideLinesProps) {
  const boxes = useMemo(() => boxesIn(document, catalogue), [document, catalogue]);
  if (moving.size === 0) return null;
  const held: Box[] = [];
  const others: Box[] = [];
  for (const [id, box] of boxes) {
    const place = moving.get(id);
    if (place) held.push({ ...box, ...place });
    else others.push(box);
  }
  const bounds = boundsOf(held);
  if (!bounds) return null;
  return (
    <ViewportPortal>
      {guidesFor(bounds, others).map(({ axis, at, from, to }) => (
        <div
          key={`${axis} ${at}`}
          className={axis === "x" ? classes.guideUpright : classes.guideLevel}
          style={
            axis === "x"
              ? { transform: `translate(${at}px, ${from}px)`, height: to - from }
              : { transform: `translate(${from}px, ${at}px)`, width: to - from }
          }
        />
      ))}
    </ViewportPortal>
  );
}

function boxesIn(document: FlowDocument, catalogue: Catalogue): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const id of Object.keys(document.blocks)) {
    const box = boxOfBlock(document, catalogue, id);
    if (box) boxes.set(id, box);
  }
  for (const [id, note] of Object.entries(notesOf(document))) boxes.set(nodeId({ kind: "note", id }), boxOfNote(note));
  return boxes;
}
