import { Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { PlotlyChart } from "@/shared/charts/PlotlyChart";
import type { QueryAnswer } from "../types";
import { byUnit, type Line } from "./look";
import classes from "./QueryPage.module.css";
import { type QueryPicture, queryFigure } from "./queryFigure";
import { wallClock } from "./wallClock";

interface QueryChartsProps {
  zone: string;
  answer: QueryAnswer;
  /** Those that are shown. */
  lines: readonly Line[];
  nameOf: (line: Line) => string;
  isStale: boolean;
  zoom: (from_ms: number, to_ms: number) => void;
  zoomBack: () => void;
}

/** A picture for each unit, one above the other, over the same time. */
export function QueryCharts({ zone, answer, lines, nameOf, isStale, zoom, zoomBack }: QueryChartsProps) {
  const groups = useMemo(() => byUnit(lines), [lines]);
  const clock = useMemo(() => wallClock(zone), [zone]);
  return (
    <div className={classes.charts} data-stale={isStale}>
      {groups.map(([unit, group]) => (
        <UnitChart
          key={unit}
          unit={unit}
          isOneOfMany={groups.length > 1}
          picture={{ answer, clock, lines: group, nameOf }}
          zoom={zoom}
          zoomBack={zoomBack}
        />
      ))}
    </div>
  );
}

interface UnitChartProps extends Pick<QueryChartsProps, "zoom" | "zoomBack"> {
  unit: string;
  isOneOfMany: boolean;
  picture: QueryPicture;
}

function UnitChart({ unit, isOneOfMany, picture, zoom, zoomBack }: UnitChartProps) {
  const { answer, clock, lines } = picture;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new picture is drawn when what it shows is another.
  const revision = useMemo(() => ({}), [answer, clock, lines]);
  return (
    <div>
      {unit && <p className={classes.unit}>{unit}</p>}
      <div className={classes.chart} data-many={isOneOfMany}>
        <PlotlyChart
          label={lines.map(picture.nameOf).join(", ")}
          revision={revision}
          figure={(context) => queryFigure(picture, context)}
          onZoom={(from_ms, to_ms) => zoom(clock.moment(from_ms), clock.moment(to_ms))}
          onZoomBack={zoomBack}
          skeleton={<Skeleton height="100%" />}
        />
      </div>
    </div>
  );
}
