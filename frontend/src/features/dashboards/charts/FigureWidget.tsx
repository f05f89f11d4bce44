import type { ReactNode } from "react";
import type { Figure, FigureContext } from "@/shared/charts/PlotlyChart";
import { useClock } from "../data/clock";
import type { Source } from "../data/source";
import type { Rule } from "../document/dashboardDocument";
import { type ResolvedRange, resolveRange, type TimeRange } from "../time/timeRange";
import type { Zoom } from "../widgets/widget";
import { ChartFrame } from "./ChartFrame";
import type { LegendItem } from "./ChartLegend";
import { useRevision } from "./useRevision";

interface FigureWidgetProps {
  label: string;
  /** All that it is bound to, and those of them that can be drawn. */
  bound: readonly Source[];
  sources: readonly Source[];
  params: unknown;
  rules: readonly Rule[];
  range: TimeRange;
  zoom: Zoom | null;
  figure: (context: FigureContext, range: ResolvedRange) => Figure;
  isEmpty: boolean;
  /** Its x axis is time: it shows marks, shares the cursor and can be zoomed. */
  hasTime: boolean;
  legend?: readonly LegendItem[];
  toggle?: (key: string) => void;
  legendRows?: number;
  notes?: readonly string[];
  /** Whatever else changes the picture. */
  more?: string;
  children?: ReactNode;
}

/** A chart widget that is a figure and what stands around it. */
export function FigureWidget(props: FigureWidgetProps) {
  const { bound, sources, params, rules, range, zoom, figure, hasTime, more } = props;
  const clock = useClock();
  const { revision, urgency, resolved } = useRevision({
    sources,
    params,
    rules,
    range,
    width: undefined,
    hasTime,
    more,
  });
  return (
    <ChartFrame
      label={props.label}
      revision={revision}
      urgency={urgency}
      figure={(context) => figure(context, resolveRange(range, clock.now_ms()))}
      isEmpty={props.isEmpty}
      sources={bound}
      legend={props.legend}
      toggle={props.toggle}
      legendRows={props.legendRows}
      zoom={hasTime ? zoom : null}
      range={hasTime ? resolved : null}
      notes={props.notes}
    >
      {props.children}
    </ChartFrame>
  );
}
