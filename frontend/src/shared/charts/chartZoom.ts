import type { CursorPlace } from "./chartCursor";
import classes from "./PlotlyChart.module.css";

/** Less is a press with a trembling hand. */
const LEAST_PX = 6;

interface Zoom {
  to: (from_ms: number, to_ms: number) => void;
  back: () => void;
}

/** A stretch of time chosen by dragging over a chart with a mouse or a pen; a finger scrolls the page. */
export class ChartZoom {
  private place_: CursorPlace | undefined;
  private start: number | undefined;
  private readonly box = document.createElement("div");

  constructor(
    private readonly host: HTMLElement,
    private readonly zoom: Zoom,
  ) {
    this.box.className = classes.zoom ?? "";
    this.box.hidden = true;
    host.parentElement?.append(this.box);
    host.addEventListener("pointerdown", this.pressed);
    host.addEventListener("pointermove", this.moved);
    host.addEventListener("pointerup", this.released);
    host.addEventListener("pointercancel", this.letGo);
    host.addEventListener("dblclick", this.doubled);
  }

  /** Called after every drawing; without a place there is nothing to zoom. */
  place(place: CursorPlace | undefined): void {
    this.place_ = place;
    this.host.style.cursor = place ? "crosshair" : "";
  }

  remove(): void {
    this.host.removeEventListener("pointerdown", this.pressed);
    this.host.removeEventListener("pointermove", this.moved);
    this.host.removeEventListener("pointerup", this.released);
    this.host.removeEventListener("pointercancel", this.letGo);
    this.host.removeEventListener("dblclick", this.doubled);
    document.removeEventListener("keydown", this.escaped);
    this.host.style.cursor = "";
    this.box.remove();
  }

  private readonly pressed = (event: PointerEvent): void => {
    const place = this.place_;
    if (!place || event.button !== 0 || event.pointerType === "touch") return;
    const x = this.xOf(event);
    if (x < 0 || x > place.width) return;
    // No text is marked while the pointer moves over the page.
    event.preventDefault();
    this.start = x;
    this.host.setPointerCapture?.(event.pointerId);
    document.addEventListener("keydown", this.escaped);
  };

  private readonly moved = (event: PointerEvent): void => {
    const place = this.place_;
    const stretch = this.stretch(event);
    this.box.hidden = !stretch;
    if (!stretch || !place) return;
    this.box.style.left = `${place.left + stretch[0]}px`;
    this.box.style.width = `${stretch[1] - stretch[0]}px`;
    this.box.style.top = `${place.top}px`;
    this.box.style.height = `${place.height}px`;
  };

  private readonly released = (event: PointerEvent): void => {
    const place = this.place_;
    const stretch = this.stretch(event);
    this.letGo();
    if (!stretch || !place) return;
    const timeAt = (x: number) => place.from_ms + (x / place.width) * (place.to_ms - place.from_ms);
    this.zoom.to(timeAt(stretch[0]), timeAt(stretch[1]));
  };

  private readonly letGo = (): void => {
    this.start = undefined;
    this.box.hidden = true;
    document.removeEventListener("keydown", this.escaped);
  };

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.letGo();
  };

  private readonly doubled = (): void => {
    if (this.place_) this.zoom.back();
  };

  /** Both ends in pixels of the picture, the earlier one first; null when the pointer has not gone far enough. */
  private stretch(event: PointerEvent): [number, number] | null {
    if (this.start === undefined || !this.place_) return null;
    const x = Math.min(Math.max(this.xOf(event), 0), this.place_.width);
    return Math.abs(x - this.start) < LEAST_PX ? null : [Math.min(x, this.start), Math.max(x, this.start)];
  }

  private xOf(event: PointerEvent): number {
    return event.clientX - this.host.getBoundingClientRect().left - (this.place_?.left ?? 0);
  }
}
