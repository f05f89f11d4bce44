import classes from "./ChartCursor.module.css";
import type { CursorBus } from "./cursorBus";

/** What a chart says about one moment. */
export interface Readout {
  title: string;
  rows: { name: string; text: string; color: string; isFaint?: boolean }[];
}

/** Where time lies in the chart's element, in pixels, and what its lines say. */
export interface CursorPlace {
  left: number;
  top: number;
  width: number;
  height: number;
  from_ms: number;
  to_ms: number;
  readout: (at_ms: number) => Readout | null;
}

const LONG_PRESS_MS = 600;
const SLIP_PX = 8;
const MOST_ROWS = 12;

/**
 * The line at the pointer's time, in every chart of the page, and the values there in the chart that is pointed at.
 * Its elements are moved by hand: neither React nor plotly has anything to do while a pointer moves.
 */
export class ChartCursor {
  private place_: CursorPlace | undefined;
  private at_ms: number | null = null;
  private isOurs = false;
  private readonly line = document.createElement("div");
  private readonly box = document.createElement("div");
  private readonly leaveBus: () => void;
  private press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly bus: CursorBus,
    private readonly chooseMoment: (at_ms: number) => void,
  ) {
    this.line.className = classes.line ?? "";
    this.box.className = classes.box ?? "";
    for (const part of [this.line, this.box]) {
      part.hidden = true;
      part.setAttribute("aria-hidden", "true");
      host.parentElement?.append(part);
    }
    host.addEventListener("pointermove", this.moved);
    host.addEventListener("pointerdown", this.pressed, { capture: true });
    host.addEventListener("pointerup", this.released);
    host.addEventListener("pointercancel", this.left);
    host.addEventListener("pointerleave", this.left);
    this.leaveBus = bus.subscribe((at_ms, source) => {
      this.at_ms = at_ms;
      this.isOurs = source === this;
      this.show();
    });
  }

  /** Called after every drawing: the picture may have moved under a cursor that stands still. */
  place(place: CursorPlace): void {
    this.place_ = place;
    if (this.at_ms !== null) this.show();
  }

  remove(): void {
    this.leaveBus();
    if (this.isOurs) this.bus.show(null, this);
    clearTimeout(this.press?.timer);
    this.host.removeEventListener("pointermove", this.moved);
    this.host.removeEventListener("pointerdown", this.pressed, { capture: true });
    this.host.removeEventListener("pointerup", this.released);
    this.host.removeEventListener("pointercancel", this.left);
    this.host.removeEventListener("pointerleave", this.left);
    this.line.remove();
    this.box.remove();
  }

  private readonly moved = (event: PointerEvent): void => {
    if (this.press && Math.hypot(event.clientX - this.press.x, event.clientY - this.press.y) > SLIP_PX) this.letGo();
    this.bus.show(this.timeAt(event), this);
  };

  private readonly pressed = (event: PointerEvent): void => {
    const at_ms = this.timeAt(event);
    if (at_ms === null) return;
    if (event.altKey) {
      // Not the beginning of a zoom.
      event.stopPropagation();
      event.preventDefault();
      this.chooseMoment(at_ms);
      return;
    }
    if (event.pointerType === "mouse") return;
    this.bus.show(at_ms, this);
    const timer = setTimeout(() => {
      this.letGo();
      this.chooseMoment(at_ms);
    }, LONG_PRESS_MS);
    this.press = { timer, x: event.clientX, y: event.clientY };
  };

  private readonly released = (): void => this.letGo();

  private readonly left = (): void => {
    this.letGo();
    this.bus.show(null, this);
  };

  private letGo(): void {
    clearTimeout(this.press?.timer);
    this.press = undefined;
  }

  private timeAt(event: PointerEvent): number | null {
    const place = this.place_;
    if (!place || place.width <= 0) return null;
    const x = event.clientX - this.host.getBoundingClientRect().left - place.left;
    if (x < 0 || x > place.width) return null;
    return place.from_ms + (x / place.width) * (place.to_ms - place.from_ms);
  }

  private show(): void {
    const place = this.place_;
    const isInside = place && this.at_ms !== null && this.at_ms >= place.from_ms && this.at_ms <= place.to_ms;
    this.line.hidden = !isInside;
    if (!place || !isInside || this.at_ms === null) {
      this.box.hidden = true;
      return;
    }
    const x = place.left + ((this.at_ms - place.from_ms) / (place.to_ms - place.from_ms)) * place.width;
    this.line.style.transform = `translateX(${x}px)`;
    this.line.style.top = `${place.top}px`;
    this.line.style.height = `${place.height}px`;
    const readout = this.isOurs ? place.readout(this.at_ms) : null;
    this.box.hidden = !readout;
    if (!readout) return;
    this.box.replaceChildren(titleOf(readout), ...rowsOf(readout));
    const isLeft = x > place.left + place.width / 2;
    this.box.style.transform = `translate(${x}px, ${place.top}px) translateX(${isLeft ? "calc(-100% - 10px)" : "10px"})`;
  }
}

function titleOf({ title }: Readout): HTMLElement {
  const element = document.createElement("div");
  element.className = classes.title ?? "";
  element.textContent = title;
  return element;
}

function rowsOf({ rows }: Readout): HTMLElement[] {
  const shown = rows.slice(0, MOST_ROWS).map(({ name, text, color, isFaint }) => {
    const row = document.createElement("div");
    row.className = classes.row ?? "";
    if (isFaint) row.dataset.faint = "true";
    const swatch = document.createElement("span");
    swatch.className = classes.swatch ?? "";
    swatch.style.background = color;
    const label = document.createElement("span");
    label.className = classes.name ?? "";
    label.textContent = name;
    const value = document.createElement("span");
    value.className = classes.value ?? "";
    value.textContent = text;
    row.append(swatch, label, value);
    return row;
  });
  if (rows.length > MOST_ROWS) {
    const more = document.createElement("div");
    more.className = classes.row ?? "";
    more.textContent = `+ ${rows.length - MOST_ROWS}`;
    shown.push(more);
  }
  return shown;
}
