import { Skeleton } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Figure, type FigureContext, PlotlyChart } from "@/shared/charts/PlotlyChart";
import { type ChartSize, useChartSize } from "@/shared/charts/useChartSize";
import { useNotes } from "../data/marks";
import type { Source } from "../data/source";
import type { ResolvedRange } from "../time/timeRange";
import type { Zoom } from "../widgets/widget";
import classes from "./ChartFrame.module.css";
import { ChartLegend, type LegendItem } from "./ChartLegend";
import { ChartMarks } from "./ChartMarks";
import { ChartNotes } from "./ChartNotes";

interface ChartFrameProps {
  /** What a screen reader says instead of the picture. */
  label: string;
  revision: string;
  urgency: string;
  figure: (context: FigureContext) => Figure;
  isEmpty: boolean;
  /** All sources, also those that are gone. */
  sources: readonly Source[];
  legend?: readonly LegendItem[];
  toggle?: (key: string) => void;
  legendRows?: number;
  zoom?: Zoom | null;
  /** The range of the time axis, if it has one: alarms and annotations are marked there. */
  range?: ResolvedRange | null;
  /** Further things to say below the chart. */
  notes?: readonly string[];
  onSize?: (size: ChartSize | null) => void;
  children?: ReactNode;
}

/** A chart with what stands around it on every chart widget: legend, marks, what is the matter, and the empty state. */
export function ChartFrame(props: ChartFrameProps) {
  const { label, revision, figure, isEmpty, sources, legend = [], toggle, zoom, range, notes } = props;
  const { t } = useTranslation("dashboards");
  const door = useNotes();
  return (
    <div className={classes.frame}>
      <div className={classes.chart}>
        <PlotlyChart
          label={label}
          revision={revision}
          urgency={props.urgency}
          skeleton={<Skeleton height="100%" radius="sm" />}
          figure={figure}
          onZoom={range ? zoom?.to : undefined}
          onZoomBack={zoom?.back}
          onMoment={door && range ? (at_ms) => door.add(at_ms) : undefined}
        >
          {range && <ChartMarks range={range} sources={sources} />}
        </PlotlyChart>
        {isEmpty && <p className={classes.empty}>{t("chart.empty")}</p>}
        {props.children}
      </div>
      {legend.length > 0 && <ChartLegend items={legend} toggle={toggle} rows={props.legendRows} />}
      <ChartNotes sources={sources} more={notes} />
    </div>
  );
}

/** The size of the chart's place, for what must be known before it is drawn. */
export function useFrameSize() {
  const frame = useRef<HTMLDivElement>(null);
  return { frame, size: useChartSize(frame) };
}
