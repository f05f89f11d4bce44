import type { BarData, Data, Font, Layout, LayoutAxis, ScatterData, Shape } from "plotly.js";
import type { Figure } from "./PlotlyChart";

/** A figure with all that its layout takes from the template. */
export interface WholeFigure {
  data: Figure["data"];
  layout: Partial<Layout>;
}

const TEXT_PX = 11;
/** From the middle of a line of text down to where its letters stand, as a share of its size. */
const BASELINE = 0.35;
/** The edge that plotly leaves around an annotation. */
const ANNOTATION_EDGE = 2;

/**
 * Lines and upright bars over time can be drawn here, with the looks that plotly would give them, in a twentieth of its time; their cursor and
 * what it says are ours already. All other figures are plotly's.
 */
export function canPaint({ data, time }: Figure): boolean {
  return time !== undefined && data.every((trace) => trace.type === "scatter" || isUpright(trace));
}

function isUpright(trace: Partial<Data>): trace is Partial<BarData> {
  return trace.type === "bar" && trace.orientation !== "h";
}

/** Draws such a figure on a canvas, in pixels of the page. */
export function paintFigure(pen: CanvasRenderingContext2D, { data, layout }: WholeFigure): void {
  new Painter(pen, layout).paint(data);
}

/** x and y in turn, one list for each stretch without a hole. */
type Path = number[];
type Scale = (value: number) => number;

class Painter {
  private readonly left: number;
  private readonly top: number;
  private readonly right: number;
  private readonly bottom: number;
  private readonly x: Scale;
  private readonly y: Scale;

  constructor(
    private readonly pen: CanvasRenderingContext2D,
    private readonly layout: Partial<Layout>,
  ) {
    const { width = 0, height = 0, margin = {} } = layout;
    // plotly stands on whole pixels.
    this.left = Math.round(margin.l ?? 0);
    this.top = Math.round(margin.t ?? 0);
    this.right = width - Math.round(margin.r ?? 0);
    this.bottom = height - Math.round(margin.b ?? 0);
    this.x = scaleOf(layout.xaxis, this.left, this.right);
    this.y = this.scale("y");
  }

  paint(data: WholeFigure["data"]): void {
    const { pen, layout } = this;
    const shapes = layout.shapes ?? [];
    pen.clearRect(0, 0, layout.width ?? 0, layout.height ?? 0);
    for (const shape of shapes) if (shape.layer === "below") this.shape(shape);
    this.grid();
    pen.save();
    pen.beginPath();
    pen.rect(this.left, this.top, this.right - this.left, this.bottom - this.top);
    pen.clip();
    this.bars(data.filter(isUpright));
    for (const trace of data) if (trace.type === "scatter") this.trace(trace);
    pen.restore();
    for (const shape of shapes) if (shape.layer !== "below") this.shape(shape);
    this.times();
    this.values();
    this.names();
  }

  private grid(): void {
    const axis = this.axis("y");
    if (!axis || axis.showgrid === false) return;
    this.pen.fillStyle = String(axis.gridcolor);
    for (const value of numbers(axis.tickvals)) {
      this.pen.fillRect(this.left, Math.round(this.y(value ?? 0) - 0.5), this.right - this.left, 1);
    }
  }

  private trace(trace: Partial<ScatterData>): void {
    this.pen.globalAlpha = trace.opacity ?? 1;
    if (trace.mode?.includes("lines")) this.line(trace);
    if (trace.mode?.includes("markers")) this.markers(trace);
    this.pen.globalAlpha = 1;
  }

  private bars(traces: readonly Partial<BarData>[]): void {
    for (const { color, opacity, from, to, base, value } of barsOf(traces, this.layout)) {
      const [left, right] = [Math.round(this.x(from)), Math.round(this.x(to))];
      const [start, end] = [this.y(base), this.y(base + value)];
      this.pen.globalAlpha = opacity;
      this.pen.fillStyle = color;
      this.pen.fillRect(left, Math.min(start, end), Math.max(right - left, 1), Math.abs(end - start));
    }
    this.pen.globalAlpha = 1;
  }

  private line({ x, y, yaxis = "y", line = {}, fill, fillcolor }: Partial<ScatterData>): void {
    const { pen } = this;
    const scale = this.scale(yaxis);
    const paths = pathsOf(numbers(x), numbers(y), { x: this.x, y: scale, isStep: line.shape === "hv" });
    if (fill) {
      pen.fillStyle = String(fillcolor);
      pen.beginPath();
      for (const path of paths) this.along(fill === "tozeroy" ? downTo(path, scale(0)) : path);
      pen.fill();
    }
    this.stroke(String(line.color), line.width ?? 2, line.dash, () => {
      for (const path of paths) this.along(path);
    });
  }

  private markers({ x, y, yaxis = "y", marker = {} }: Partial<ScatterData>): void {
    const { pen } = this;
    const scale = this.scale(yaxis);
    const radius = Number(marker.size ?? 6) / 2;
    pen.fillStyle = String(marker.color);
    pen.beginPath();
    for (const path of pathsOf(numbers(x), numbers(y), { x: this.x, y: scale, isStep: false })) {
      for (let i = 0; i < path.length; i += 2) {
        const [right = 0, down = 0] = [path[i], path[i + 1]];
        pen.moveTo(right + radius, down);
        pen.arc(right, down, radius, 0, 2 * Math.PI);
      }
    }
    pen.fill();
  }

  /** Limits and what lies beyond them, from one side of the picture to the other. */
  private shape({ type, y0, y1, line = {}, fillcolor, opacity = 1, label }: Partial<Shape>): void {
    const { pen, left, right } = this;
    const [start, end] = [this.y(Number(y0)), this.y(Number(y1))];
    if (type === "rect") {
      pen.globalAlpha = opacity;
      pen.fillStyle = String(fillcolor);
      pen.fillRect(left, Math.min(start, end), right - left, Math.abs(end - start));
      pen.globalAlpha = 1;
      return;
    }
    this.stroke(String(line.color), line.width ?? 1, line.dash, () => this.along([left, start, right, start]));
    if (!label?.text) return;
    const padding = label.padding ?? 3;
    const size = label.font?.size ?? TEXT_PX;
    const middle = start + (label.yanchor === "bottom" ? -1 : 1) * (padding + size / 2);
    this.write(label.text, left + padding, middle, "left", label.font);
  }

  private times(): void {
    const { tickvals, ticktext, tickfont } = this.layout.xaxis ?? {};
    const texts = words(ticktext);
    const middle = this.bottom + 1 + TEXT_PX * (1 - BASELINE);
    for (const [i, at] of numbers(tickvals).entries()) {
      this.write(texts[i], this.x(at ?? 0), middle, "center", tickfont);
    }
  }

  private values(): void {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? "y" : `y${number}`;
      const axis = this.axis(name);
      if (!axis) return;
      if (axis.showticklabels === false) continue;
      const isRight = axis.side === "right";
      const x = isRight ? this.right + (axis.shift ?? 0) + 1 : this.left - 1;
      const scale = this.scale(name);
      const texts = words(axis.ticktext);
      for (const [i, value] of numbers(axis.tickvals).entries()) {
        this.write(texts[i], x, scale(value ?? 0), isRight ? "left" : "right", axis.tickfont);
      }
    }
  }

  /** What is written at the ends of lines. */
  private names(): void {
    for (const { text, y, xshift = 0, font } of this.layout.annotations ?? []) {
      this.write(text, this.right + xshift + ANNOTATION_EDGE, this.y(Number(y)), "left", font);
    }
  }

  private write(
    text: string | undefined,
    x: number,
    middle: number,
    align: CanvasTextAlign,
    font: Partial<Font> | undefined,
  ): void {
    const { pen, layout } = this;
    const size = font?.size ?? TEXT_PX;
    pen.font = `${size}px ${layout.font?.family ?? "sans-serif"}`;
    pen.fillStyle = String(font?.color ?? layout.font?.color);
    pen.textAlign = align;
    pen.fillText(unescaped(text ?? ""), x, middle + size * BASELINE);
  }

  private stroke(color: string, width: number, dash: string | undefined, draw: () => void): void {
    const { pen } = this;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.lineJoin = "round";
    pen.setLineDash(dashes(dash, width));
    pen.beginPath();
    draw();
    pen.stroke();
    pen.setLineDash([]);
  }

  private along(path: Path): void {
    this.pen.moveTo(path[0] ?? 0, path[1] ?? 0);
    for (let i = 2; i < path.length; i += 2) this.pen.lineTo(path[i] ?? 0, path[i + 1] ?? 0);
  }

  private axis(name: string): (Partial<LayoutAxis> & { shift?: number }) | undefined {
    return this.layout[`yaxis${name.slice(1)}` as "yaxis"]; // plotly's types know only nine of them
  }

  private scale(name: string): Scale {
    return scaleOf(this.axis(name), this.bottom, this.top);
  }
}

function scaleOf(axis: Partial<LayoutAxis> | undefined, from: number, to: number): Scale {
  const [low, high] = numbers(axis?.range);
  const start = low ?? 0;
  const factor = (to - from) / ((high ?? 1) - start || 1);
  return (value) => from + (value - start) * factor;
}

interface PathLook {
  x: Scale;
  y: Scale;
  isStep: boolean;
}

function pathsOf(xs: readonly (number | null)[], ys: readonly (number | null)[], { x, y, isStep }: PathLook): Path[] {
  const paths: Path[] = [];
  let path: Path = [];
  for (let i = 0; i < xs.length; i += 1) {
    const at = xs[i] ?? null;
    const value = ys[i] ?? null;
    if (at === null || value === null) {
      path = [];
      continue;
    }
    const right = x(at);
    const down = y(value);
    if (path.length === 0) paths.push(path);
    else if (isStep) path.push(right, path.at(-1) ?? down);
    path.push(right, down);
  }
  return paths;
}

interface Bar {
  color: string;
  opacity: number;
  from: number;
  to: number;
  base: number;
  value: number;
}

/** Bars of one moment side by side, or on each other: those of one `offsetgroup`, ups above and downs below zero. */
function barsOf(traces: readonly Partial<BarData>[], { barmode, bargap = 0, xaxis }: Partial<Layout>): Bar[] {
  const isStacked = barmode === "relative";
  const groups = [...new Set(traces.map(({ offsetgroup }, place) => (isStacked ? offsetgroup : place)))];
  const step = leastStep(traces.flatMap(({ x }) => numbers(x))) ?? span(xaxis);
  const room = step * (1 - bargap);
  const ends = new Map<string, number>();
  return traces.flatMap(({ x, y, offsetgroup, marker, opacity = 1 }, place) => {
    const group = groups.indexOf(isStacked ? offsetgroup : place);
    const ys = numbers(y);
    return numbers(x).flatMap((at, i): Bar[] => {
      const value = ys[i] ?? null;
      if (at === null || value === null) return [];
      const from = at - room / 2 + (room / groups.length) * group;
      const key = `${group} ${at} ${value < 0}`;
      const base = isStacked ? (ends.get(key) ?? 0) : 0;
      ends.set(key, base + value);
      return [{ color: String(marker?.color), opacity, from, to: from + room / groups.length, base, value }];
    });
  });
}

/** The distance of the two nearest neighbours; null of a single one. */
function leastStep(places: readonly (number | null)[]): number | null {
  const sorted = places.filter((place) => place !== null).sort((a, b) => a - b);
  const steps = sorted.flatMap((place, i) => place - (sorted[i - 1] ?? place) || []);
  return steps.length > 0 ? Math.min(...steps) : null;
}

function span(axis: Partial<LayoutAxis> | undefined): number {
  const [low, high] = numbers(axis?.range);
  return (high ?? 1) - (low ?? 0);
}

/** The area between a line and the ground. */
function downTo(path: Path, ground: number): Path {
  return [...path, path.at(-2) ?? 0, ground, path[0] ?? 0, ground];
}

/** As plotly divides them. */
function dashes(dash: string | undefined, width: number): number[] {
  const unit = Math.max(width, 3);
  if (dash === "dash") return [3 * unit, 3 * unit];
  return dash === "dot" ? [unit, unit] : [];
}

/** Figures with time hold numbers and holes only. */
function numbers(list: unknown): readonly (number | null)[] {
  return (list ?? []) as readonly (number | null)[];
}

/** The texts beside them. */
function words(list: unknown): readonly string[] {
  return (list ?? []) as readonly string[];
}

/** Figures are written for plotly, which reads a little HTML. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
