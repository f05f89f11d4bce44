import { useComputedColorScheme } from "@mantine/core";
import type { Data, Layout, PlotlyHTMLElement } from "plotly.js";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ChartCursor, type Readout } from "./chartCursor";
import { type ChartTokens, type ColorScheme, chartTemplate, readTokens } from "./chartTemplate";
import { cursorBus } from "./cursorBus";
import classes from "./PlotlyChart.module.css";
import { plotlyConfig } from "./plotlyConfig";
import { type RedrawHandle, redrawScheduler } from "./redrawScheduler";
import { type ChartSize, useChartSize } from "./useChartSize";

export interface Figure {
  data: Partial<Data>[];
  layout: Partial<Layout>;
  /**
   * Set when the x axis is time in milliseconds. Then the chart shares its cursor with all others of the page and
   * says what its lines say there; plotly neither parses dates nor watches the pointer, which it does slowly.
   */
  time?: { from_ms: number; to_ms: number; readout: (at_ms: number) => Readout | null };
}

export interface FigureContext extends ChartSize {
  tokens: ChartTokens;
  scheme: ColorScheme;
}

export interface PlotlyChartProps {
  /** Called when the chart is really drawn, so data that changes twenty times a second costs nothing in between. */
  figure: (context: FigureContext) => Figure;
  /** Draw again when this is another value than before. */
  revision: unknown;
  /** What somebody sees at once when it changes; other news of a slow picture is drawn when it moves it visibly. */
  urgency?: unknown;
  /** What a screen reader says instead of the picture. */
  label: string;
  onZoom?: (from_ms: number, to_ms: number) => void;
  onZoomBack?: () => void;
  onDrawn?: () => void;
  /** Pressed at a moment with the Alt key held, or long with a finger. */
  onMoment?: (at_ms: number) => void;
  /** Laid over the picture; the places of its inside are in `--plot-left` and so on. */
  children?: ReactNode;
  /** Shown until the bundle is loaded and the first drawing is done. */
  skeleton?: ReactNode;
}

type Plotly = typeof import("./plotly").plotly;

function isTouch(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}

/** Times go in as milliseconds and come out as wall-clock texts of the browser's zone. */
function wallTime(value: unknown): number {
  return typeof value === "number" ? value : new Date(String(value).replace(" ", "T")).getTime();
}

/** The only component that knows plotly: it loads the bundle, waits for its turn to draw, and reports zooming. */
export function PlotlyChart(props: PlotlyChartProps) {
  const { revision, urgency, label, skeleton, children } = props;
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const size = useChartSize(host);
  const [plotly, setPlotly] = useState<Plotly>();
  const [error, setError] = useState<unknown>();
  const [isDrawn, setDrawn] = useState(false);
  const handle = useRef<RedrawHandle>(undefined);
  const current = useRef({ props, scheme, size });
  current.current = { props, scheme, size };

  useEffect(() => {
    let isGone = false;
    import("./plotly").then(
      (loaded) => !isGone && setPlotly(() => loaded.plotly),
      (reason: unknown) => !isGone && setError(reason),
    );
    return () => {
      isGone = true;
    };
  }, []);

  useEffect(() => {
    const node = host.current;
    if (!node || !plotly) return;
    const chart = new Chart(plotly, node, () => current.current);
    const registered = redrawScheduler().register(() => {
      if (!chart.draw()) return;
      setDrawn(true);
      registered.setGap(chart.gap_ms);
    });
    handle.current = registered;
    const observer = new IntersectionObserver(([entry]) => registered.setVisible(entry?.isIntersecting ?? true), {
      rootMargin: "100px",
    });
    observer.observe(node);
    registered.mark();
    return () => {
      observer.disconnect();
      registered.remove();
      handle.current = undefined;
      chart.remove();
    };
  }, [plotly]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to draw again, not what is read here.
  useEffect(() => handle.current?.mark(), [revision]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to draw again, not what is read here.
  useEffect(() => handle.current?.mark(true), [urgency, scheme, size]);

  // The nearest error boundary says what to do when the bundle could not be loaded.
  if (error) throw error;
  return (
    <div className={classes.frame}>
      <div ref={host} className={classes.host} role="img" aria-label={label} data-drawn={isDrawn} />
      {isDrawn && children}
      {!isDrawn && <div className={classes.skeleton}>{skeleton}</div>}
    </div>
  );
}

interface Current {
  props: PlotlyChartProps;
  scheme: ColorScheme;
  size: ChartSize | null;
}

/** A third of a pixel is nothing that an eye sees; but nobody waits longer than this for a newest value. */
const LONGEST_GAP_MS = 2000;

function gapOf({ from_ms, to_ms }: { from_ms: number; to_ms: number }, width: number): number {
  return Math.min((to_ms - from_ms) / Math.max(width, 1) / 3, LONGEST_GAP_MS);
}

/** One plotly drawing in the page. */
class Chart {
  private isNew = true;
  private tokens: ChartTokens | undefined;
  private tokensOf: ColorScheme | undefined;
  private cursor: ChartCursor | undefined;
  private placeTold = "";
  /** How long new data may wait before it is seen. */
  gap_ms = 0;

  constructor(
    private readonly plotly: Plotly,
    private readonly node: HTMLDivElement,
    private readonly current: () => Current,
  ) {}

  /** False when there is no room to draw in yet. */
  draw(): boolean {
    const { props, scheme, size } = this.current();
    if (!size) return false;
    if (!this.tokens || this.tokensOf !== scheme) {
      this.tokens = readTokens(this.node);
      this.tokensOf = scheme;
    }
    const { data, layout, time } = props.figure({ ...size, tokens: this.tokens, scheme });
    const base = chartTemplate(this.tokens);
    const margin = { ...base.margin, ...layout.margin };
    void this.plotly.react(
      this.node,
      data,
      {
        ...base,
        ...layout,
        ...(time ? { hovermode: false as const } : {}),
        xaxis: {
          ...base.xaxis,
          ...(time ? { type: "linear" as const, range: [time.from_ms, time.to_ms] } : {}),
          ...layout.xaxis,
        },
        yaxis: { ...base.yaxis, ...layout.yaxis },
        // A finger that moves over a chart wants to scroll the page.
        dragmode: props.onZoom && !isTouch() ? "zoom" : false,
        ...size,
      },
      plotlyConfig,
    );
    if (this.isNew) this.listen();
    this.isNew = false;
    this.gap_ms = time ? gapOf(time, size.width) : 0;
    if (time) {
      this.cursor ??= new ChartCursor(this.node, cursorBus(), (at_ms) => this.current().props.onMoment?.(at_ms));
      this.cursor.place({
        left: margin.l ?? 0,
        top: margin.t ?? 0,
        width: size.width - (margin.l ?? 0) - (margin.r ?? 0),
        height: size.height - (margin.t ?? 0) - (margin.b ?? 0),
        ...time,
      });
    }
    this.tellPlace(margin);
    props.onDrawn?.();
    return true;
  }

  /** What is laid over the chart by style sheets stands where plotly draws. */
  private tellPlace({ l = 0, r = 0, t = 0, b = 0 }: Partial<NonNullable<Layout["margin"]>>): void {
    const frame = this.node.parentElement;
    const place = [l, r, t, b].join();
    if (!frame || place === this.placeTold) return;
    this.placeTold = place;
    for (const [name, px] of Object.entries({ left: l, right: r, top: t, bottom: b })) {
      frame.style.setProperty(`--plot-${name}`, `${px}px`);
    }
  }

  remove(): void {
    this.cursor?.remove();
    if (!this.isNew) this.plotly.purge(this.node);
  }

  private listen(): void {
    // plotly turns the element into an emitter when it first draws into it.
    const chart = this.node as unknown as PlotlyHTMLElement;
    chart.on("plotly_relayout", (change) => {
      const from_ms = wallTime(change["xaxis.range[0]"]);
      const to_ms = wallTime(change["xaxis.range[1]"]);
      if (to_ms > from_ms) this.current().props.onZoom?.(from_ms, to_ms);
    });
    chart.on("plotly_doubleclick", () => {
      this.current().props.onZoomBack?.();
    });
  }
}
