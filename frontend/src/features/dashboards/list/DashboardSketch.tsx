import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Box, COLUMNS, FREE_SIZE, parseDocument } from "../document/dashboardDocument";
import { gridFromFree } from "../document/layout";
import { dashboardQuery } from "../queries";
import { widgetKind } from "../widgets/registry";
import type { Shape } from "../widgets/widget";
import classes from "./DashboardSketch.module.css";

/** Rows of the grid that fit into the picture. */
const ROWS = 22;
const FRESH_MS = 60_000;

/**
 * The first page in outlines. The document is read when the card comes into sight; opening the dashboard
 * then finds it there already.
 */
export function DashboardSketch({ id }: { id: number }) {
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(place);
  const { data } = useQuery({ ...dashboardQuery(id), staleTime: FRESH_MS, enabled: isSeen });
  return (
    <div ref={place}>
      <DocumentSketch raw={data?.document} />
    </div>
  );
}

/** The first page of a document in outlines. */
export function DocumentSketch({ raw }: { raw: unknown }) {
  const document = useMemo(() => (raw === undefined ? undefined : parseDocument(raw)), [raw]);
  const page = document?.pages[0];
  const placed = document?.layouts.desktop[page?.id ?? ""] ?? [];
  const boxes = page?.kind === "free" ? gridFromFree(placed, page.size ?? FREE_SIZE) : placed;
  return (
    <div className={classes.place} aria-hidden>
      <svg aria-hidden viewBox={`0 0 ${COLUMNS.desktop * 10} ${ROWS * 6}`}>
        {boxes.map((box) => (
          <Outline key={box.i} box={box} shape={widgetKind(document?.widgets[box.i]?.type ?? "")?.shape} />
        ))}
      </svg>
    </div>
  );
}

function useSeen(place: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const node = place.current;
    if (!node || isSeen) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true));
    observer.observe(node);
    return () => observer.disconnect();
  }, [place, isSeen]);
  return isSeen;
}

function Outline({ box, shape }: { box: Box; shape: Shape | undefined }) {
  const x = box.x * 10 + 1;
  const y = box.y * 6 + 1;
  const width = box.w * 10 - 2;
  const height = box.h * 6 - 2;
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} rx={2} className={classes.box} />
      <g transform={`translate(${x + 4} ${y + 5})`}>
        <Inside shape={shape} width={width - 8} height={height - 9} />
      </g>
    </g>
  );
}

/** What a widget looks like from far away. */
function Inside({ shape, width, height }: { shape: Shape | undefined; width: number; height: number }) {
  if (width < 4 || height < 4) return null;
  switch (shape) {
    case "chart": {
      const heights = [0.7, 0.45, 0.6, 0.25, 0.4, 0.15, 0.35, 0.1];
      const points = heights.map((at, i) => `${(i / (heights.length - 1)) * width},${at * height}`);
      return <polyline points={points.join(" ")} className={classes.line} />;
    }
    case "round": {
      const radius = Math.min(width, height) / 2.2;
      return <circle cx={width / 2} cy={height / 2} r={radius} className={classes.line} />;
    }
    case "table":
      return Array.from({ length: Math.min(6, Math.floor(height / 6)) }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a picture are nothing but their place.
        <line key={row} x1={0} x2={width} y1={row * 6 + 2} y2={row * 6 + 2} className={classes.rule} />
      ));
    case "control":
      return <rect y={height / 2 - 3} width={Math.min(width, 14)} height={6} rx={3} className={classes.fill} />;
    default:
      return <rect y={height / 2 - 4} width={width * 0.5} height={8} rx={1} className={classes.fill} />;
  }
}
