import { useComputedColorScheme } from "@mantine/core";
import { type CSSProperties, memo, useEffect, useRef, useState } from "react";
import { seriesColor } from "@/shared/charts/palette";
import { ClockProvider, stoppedClock } from "../data/clock";
import { COLUMNS, GRID_GAP_PX, ROW_HEIGHT_PX } from "../document/dashboardDocument";
import { ExampleDrawing } from "../view/pictures";
import { WidgetErrorBoundary } from "../view/WidgetErrorBoundary";
import { readParams } from "../widgets/params";
import type { WidgetKind } from "../widgets/widget";
import classes from "./Thumbnail.module.css";

const COLUMN_PX = 44;
/** Inside of its border; the same as in the style. */
const PICTURE = { w: 82, h: 54 };
const AT_MS = Date.parse("2026-03-01T10:10:00");
const CLOCK = stoppedClock(AT_MS);

/** Pictures of widgets that need a browser's canvas, tiles or a server to be drawn: ours, in the theme's colours. */
const drawn = import.meta.glob<string>("../widgets/*/thumbnail.svg", { eager: true, query: "?raw", import: "default" });

export function drawingOf(type: string): string | undefined {
  return drawn[`../widgets/${type}/thumbnail.svg`];
}

const SERIES = [1, 2, 3];

/** A small picture of a widget: one that was drawn for it, else the widget itself with its example, once it is in sight. */
export const Thumbnail = memo(function Thumbnail({ kind }: { kind: WidgetKind }) {
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(place);
  const width = Math.min(kind.size.desktop.w, COLUMNS.desktop / 2) * COLUMN_PX;
  const height = kind.size.desktop.h * (ROW_HEIGHT_PX + GRID_GAP_PX) - GRID_GAP_PX - 24;
  const drawing = drawingOf(kind.type);
  const scheme = useComputedColorScheme("light");
  return (
    <div ref={place} className={classes.thumbnail} aria-hidden inert>
      {drawing ? (
        <div
          className={classes.drawing}
          data-testid="thumbnail-drawing"
          style={
            Object.fromEntries(
              SERIES.map((number) => [`--series-${number}`, seriesColor(number - 1, scheme)]),
            ) as CSSProperties
          }
          // biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawings, which the theme's colours must reach.
          dangerouslySetInnerHTML={{ __html: drawing }}
        />
      ) : isSeen ? (
        <div
          className={classes.picture}
          style={{ "--width": width, "--height": height, "--scale": scaleFor(width, height) } as CSSProperties}
        >
          <WidgetErrorBoundary>
            <Example kind={kind} />
          </WidgetErrorBoundary>
        </div>
      ) : (
        <kind.icon size={24} stroke={1.4} />
      )}
    </div>
  );
});

/** So that all of it fits into the picture. */
function scaleFor(width: number, height: number): number {
  return Math.min(PICTURE.w / width, PICTURE.h / height);
}

function Example({ kind }: { kind: WidgetKind }) {
  const { options, rules, sources, drawing = null } = kind.example(AT_MS);
  const { component: Component } = kind;
  return (
    <ClockProvider clock={CLOCK}>
      <ExampleDrawing value={drawing}>
        <Component
          title=""
          params={readParams(kind.params, options)}
          rules={rules}
          sources={sources}
          range={{ from: String(AT_MS - 60_000), to: String(AT_MS) }}
          control={null}
          page={null}
          zoom={null}
        />
      </ExampleDrawing>
    </ClockProvider>
  );
}

/** True once it has been on the screen: forty widgets drawn at once would make the palette slow to open. */
function useSeen(place: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      setSeen(true);
      observer.disconnect();
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);
  return isSeen;
}
