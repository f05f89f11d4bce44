import { useComputedColorScheme } from "@mantine/core";
import type { Data, Layout } from "plotly.js";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { CanvasDrawing } from "./CanvasDrawing";
import { ChartCursor, type Readout } from "./chartCursor";
import { keepFigure } from "./chartImage";
import { type ChartTokens, type ColorScheme, chartTemplate, tokensOf } from "./chartTemplate";
import { ChartZoom } from "./chartZoom";
import { cursorBus } from "./cursorBus";
import classes from "./PlotlyChart.module.css";
import { canPaint, type WholeFigure } from "./paintFigure";
import { type RedrawHandle, redrawScheduler } from "./redrawScheduler";
import { type ChartSize, watchSize } from "./useChartSize";

export interface Figure {
  data: Partial<Data>[];
  layout: Partial<Layout>;
  /**
   * Set when the x axis is time in milliseconds. Then the chart shares its cursor with all others of the page and
   * says what its lines say there; plotly neither parses dates nor watches the pointer, which it does slowly, and of
   * lines it does not even draw.
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

function isTouch(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}

/** A picture of a figure: it waits for its turn to draw, chooses what draws it, and reports zooming. */
export function PlotlyChart(props: PlotlyChartProps) {
  const { revision, urgency, label, skeleton, children } = props;
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const [error, setError] = useState<unknown>();
  const [isDrawn, setDrawn] = useState(false);
  const handle = useRef<RedrawHandle>(undefined);
  const current = useRef<Current>({ props, scheme, size: null });
  current.current = { ...current.current, props, scheme };

  useEffect(() => {
    const node = host.current;
    if (!node) return;
    const chart = new Chart(node, () => current.current, {
      loaded: () => registered.mark(true),
      failed: setError,
    });
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
    // No reason to render: nothing but the drawing depends on it.
    const unwatch = watchSize(node, (size) => {
      current.current = { ...current.current, size };
      registered.mark(true);
    });
    return () => {
      unwatch();
      observer.disconnect();
      registered.remove();
      handle.current = undefined;
      chart.remove();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to draw again, not what is read here.
  useEffect(() => handle.current?.mark(), [revision]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to draw again, not what is read here.
  useEffect(() => handle.current?.mark(true), [urgency, scheme]);

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

interface Drawing {
  draw(figure: WholeFigure): void;
  remove(): void;
}

interface Loading {
  loaded: () => void;
  failed: (reason: unknown) => void;
}

/** One chart in the page, with its drawing, its cursor and its zoom. */
class Chart {
  private drawing: Drawing | undefined;
  private isPainted: boolean | undefined;
  private Plotly: typeof import("./PlotlyDrawing").PlotlyDrawing | undefined;
  private isLoading = false;
  private isGone = false;
  private cursor: ChartCursor | undefined;
  private dragging: ChartZoom | undefined;
  private placeTold = "";
  /** How long new data may wait before it is seen. */
  gap_ms = 0;

  constructor(
    private readonly node: HTMLDivElement,
    private readonly current: () => Current,
    private readonly loading: Loading,
  ) {}

  /** False when there is no room to draw in yet, or nothing to draw with. */
  draw(): boolean {
    const { props, scheme, size } = this.current();
    if (!size) return false;
    const tokens = tokensOf(this.node, scheme);
    const figure = props.figure({ ...size, tokens, scheme });
    const drawing = this.drawingFor(figure);
    if (!drawing) return false;
    const { time } = figure;
    const whole = wholeFigure(figure, chartTemplate(tokens), size, props.onZoom !== undefined);
    drawing.draw(whole);
    keepFigure(this.node, whole);
    const { l = 0, r = 0, t = 0, b = 0 } = whole.layout.margin ?? {};
    this.gap_ms = time ? gapOf(time, size.width) : 0;
    if (time) {
      const place = { left: l, top: t, width: size.width - l - r, height: size.height - t - b, ...time };
      this.cursor ??= new ChartCursor(this.node, cursorBus(), (at_ms) => this.current().props.onMoment?.(at_ms));
      this.cursor.place(place);
      this.dragging ??= new ChartZoom(this.node, this.zoom);
      this.dragging.place(props.onZoom ? place : undefined);
    }
    this.tellPlace({ l, r, t, b });
    props.onDrawn?.();
    return true;
  }

  remove(): void {
    this.isGone = true;
    this.cursor?.remove();
    this.dragging?.remove();
    this.drawing?.remove();
  }

  private readonly zoom = {
    to: (from_ms: number, to_ms: number) => this.current().props.onZoom?.(from_ms, to_ms),
    back: () => this.current().props.onZoomBack?.(),
  };

  /** Over time zooming is ours, whoever draws. */
  private readonly plotlyZoom = {
    to: this.zoom.to,
    back: () => this.dragging === undefined && this.zoom.back(),
  };

  /** What fits the figure; undefined while it is being loaded. */
  private drawingFor(figure: Figure): Drawing | undefined {
    const isPainted = canPaint(figure);
    if (this.isPainted === isPainted) return this.drawing;
    if (!isPainted && !this.Plotly) {
      this.load();
      return undefined;
    }
    this.drawing?.remove();
    this.isPainted = isPainted;
    this.drawing =
      isPainted || !this.Plotly ? new CanvasDrawing(this.node) : new this.Plotly(this.node, this.plotlyZoom);
    return this.drawing;
  }

  private load(): void {
    if (this.isLoading) return;
    this.isLoading = true;
    import("./PlotlyDrawing").then(
      ({ PlotlyDrawing }) => {
        this.Plotly = PlotlyDrawing;
        if (!this.isGone) this.loading.loaded();
      },
      (reason: unknown) => !this.isGone && this.loading.failed(reason),
    );
  }

  /** What is laid over the chart by style sheets stands where it is drawn. */
  private tellPlace({ l, r, t, b }: Record<"l" | "r" | "t" | "b", number>): void {
    const frame = this.node.parentElement;
    const place = [l, r, t, b].join();
    if (!frame || place === this.placeTold) return;
    this.placeTold = place;
    for (const [name, px] of Object.entries({ left: l, right: r, top: t, bottom: b })) {
      frame.style.setProperty(`--plot-${name}`, `${px}px`);
    }
  }
}

function wholeFigure(
  { data, layout, time }: Figure,
  base: Partial<Layout>,
  size: ChartSize,
  canZoom: boolean,
): WholeFigure {
  return {
    data,
    layout: {
      ...base,
      ...layout,
      ...(time ? { hovermode: false as const } : {}),
      margin: { ...base.margin, ...layout.margin },
      xaxis: {
        ...base.xaxis,
        ...(time ? { type: "linear" as const, range: [time.from_ms, time.to_ms] } : {}),
        ...layout.xaxis,
      },
      yaxis: { ...base.yaxis, ...layout.yaxis },
      // Over time zooming is ours; and a finger that moves over a chart wants to scroll the page.
      dragmode: canZoom && !time && !isTouch() ? "zoom" : false,
      ...size,
    },
  };
}
