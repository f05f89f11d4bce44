import { type Arranging, type Edge, moved, resized } from "../document/arranging";
import type { Box, Size } from "../document/dashboardDocument";
import { type Guide, snapped } from "../document/snapping";
import { put } from "./geometry";

/** What the stage's gestures ask of the designer, and tell it. */
export interface Hands {
  arranging(): Arranging;
  boxes(): readonly Box[];
  leastOf(id: string): Size;
  selection(): readonly string[];
  /** Selects what is to be moved when `id` is taken hold of, and answers it. */
  take(id: string): readonly string[];
  selectOnly(ids: readonly string[]): void;
  arrange(boxes: readonly Box[]): void;
  /** While something moves, nothing else is drawn. */
  freeze(isFrozen: boolean): void;
}

/** Marks that a gesture draws over the page; they are no part of the document. */
export interface Marks {
  sheet: HTMLElement;
  band: HTMLElement;
  overlay: HTMLElement;
}

/** Less is a trembling hand, not a drag. */
const THRESHOLD_PX = 4;
const SNAP_WITHIN_PX = 6;
/** So near to the edge of the view, the page begins to scroll. */
const SCROLL_ZONE_PX = 48;
const SCROLL_PX = 14;

type Kind = { what: "move" } | { what: "resize"; edge: Edge } | { what: "band"; kept: readonly string[] };

interface Point {
  x: number;
  y: number;
}

/**
 * One gesture from pressing the button to letting go: a move, a resize or a rubber band. It changes the elements'
 * places itself, once a frame, and tells the document only at the end: React draws nothing meanwhile.
 */
export class Gesture {
  private readonly from: Point;
  private pointer: { clientX: number; clientY: number; altKey: boolean; shiftKey: boolean };
  private before: readonly Box[];
  private latest: readonly Box[];
  private on: Arranging;
  private readonly cells: Map<string, HTMLElement>;
  private ids: ReadonlySet<string> = new Set();
  private least: Size = { w: 1, h: 1 };
  private isMoving = false;
  private frame = 0;
  private unit: Point = { x: 1, y: 1 };
  private step = "";
  private readonly scroller: HTMLElement | null;

  constructor(
    private readonly kind: Kind,
    private readonly id: string | null,
    private readonly hands: Hands,
    private readonly marks: Marks,
    event: PointerEvent,
    private readonly over: () => void,
  ) {
    this.pointer = event;
    const rect = marks.sheet.getBoundingClientRect();
    this.from = { x: event.clientX - rect.left, y: event.clientY - rect.top };
    this.before = hands.boxes();
    this.latest = this.before;
    this.on = hands.arranging();
    const nodes = marks.sheet.querySelectorAll<HTMLElement>("[data-cell]");
    this.cells = new Map([...nodes].map((node) => [node.dataset.cell ?? "", node]));
    this.scroller = marks.sheet.closest<HTMLElement>("[data-scroller]");
    window.addEventListener("pointermove", this.onMove);
    window.addEventListener("pointerup", this.onUp);
    window.addEventListener("pointercancel", this.cancel);
    window.addEventListener("keydown", this.onKey, { capture: true });
  }

  private readonly onMove = (event: PointerEvent): void => {
    this.pointer = event;
    if (!this.isMoving) {
      const rect = this.marks.sheet.getBoundingClientRect();
      const far = Math.hypot(event.clientX - rect.left - this.from.x, event.clientY - rect.top - this.from.y);
      if (far < THRESHOLD_PX) return;
      this.begin();
    }
    this.frame ||= requestAnimationFrame(this.draw);
  };

  private begin(): void {
    this.isMoving = true;
    this.unit = this.unitOf(this.marks.sheet.getBoundingClientRect());
    this.hands.freeze(true);
    this.marks.sheet.dataset.gesture = this.kind.what;
    if (this.kind.what === "band") {
      this.marks.band.hidden = false;
      return;
    }
    if (this.id === null) return;
    this.ids = new Set(this.kind.what === "move" ? this.hands.take(this.id) : [this.id]);
    this.least = this.hands.leastOf(this.id);
    for (const id of this.ids) this.cells.get(id)?.setAttribute("data-moving", "true");
  }

  private readonly draw = (): void => {
    this.frame = 0;
    const rect = this.marks.sheet.getBoundingClientRect();
    const dx = this.pointer.clientX - rect.left - this.from.x;
    const dy = this.pointer.clientY - rect.top - this.from.y;
    const { unit } = this;
    if (this.kind.what === "band") this.drawBand(unit, dx, dy);
    else if (this.on.frame.kind === "free") this.drawFree(dx / unit.x, dy / unit.y, unit.x);
    else this.drawGrid(dx, dy, unit);
    if (this.scrollNearEdge()) this.frame = requestAnimationFrame(this.draw);
  };

  /** Pixels of the screen in one unit of the boxes. */
  private unitOf(rect: DOMRect): Point {
    const { frame } = this.on;
    if (frame.kind === "free") return { x: rect.width / frame.size.w, y: rect.width / frame.size.w };
    const style = getComputedStyle(this.marks.sheet);
    const gap = Number.parseFloat(style.getPropertyValue("--gap"));
    const row = Number.parseFloat(style.getPropertyValue("--row"));
    return { x: (rect.width + gap) / frame.columns, y: row + gap };
  }

  private drawGrid(dx: number, dy: number, unit: Point): void {
    const across = Math.round(dx / unit.x);
    const down = Math.round(dy / unit.y);
    const step = `${across} ${down}`;
    if (step !== this.step) {
      this.step = step;
      this.show(this.target(across, down));
    }
    if (this.kind.what !== "move") return;
    for (const id of this.ids) {
      const node = this.cells.get(id);
      if (node && !this.on.still.has(id)) node.style.transform = `translate(${dx}px, ${dy}px)`;
    }
  }

  private drawFree(dx: number, dy: number, scale: number): void {
    const { frame } = this.on;
    if (frame.kind !== "free") return;
    const { altKey, shiftKey } = this.pointer;
    // Shift keeps to one direction; Alt lets go of all snapping.
    const isAcross = Math.abs(dx) >= Math.abs(dy);
    const straight = shiftKey && this.kind.what === "move" ? (isAcross ? { dx, dy: 0 } : { dx: 0, dy }) : { dx, dy };
    const own = this.before.filter(({ i }) => this.ids.has(i));
    const others = this.before.filter(({ i }) => !this.ids.has(i));
    const edges = this.kind.what === "resize" ? edgesOf(this.kind.edge) : undefined;
    const bent =
      altKey || own.length === 0
        ? { ...straight, guides: [] }
        : snapped(straight.dx, straight.dy, { own, others, size: frame.size, within: SNAP_WITHIN_PX / scale, edges });
    this.show(this.target(Math.round(bent.dx), Math.round(bent.dy)));
    this.showGuides(bent.guides);
  }

  private target(dx: number, dy: number): readonly Box[] {
    if (this.kind.what !== "resize" || this.id === null) return moved(this.before, this.ids, dx, dy, this.on);
    return resized(this.before, this.id, { edge: this.kind.edge, dx, dy }, this.least, this.on);
  }

  /** Puts the elements whose box is another than a moment ago. */
  private show(boxes: readonly Box[]): void {
    const shown = new Map(this.latest.map((box) => [box.i, box]));
    const isGridMove = this.on.frame.kind === "grid" && this.kind.what === "move";
    for (const box of boxes) {
      const known = shown.get(box.i);
      if (known && known.x === box.x && known.y === box.y && known.w === box.w && known.h === box.h) continue;
      const node = this.cells.get(box.i);
      // On a grid what is dragged hangs on the pointer; the marks say where it will land.
      if (node && !(isGridMove && this.ids.has(box.i))) put(node, box, this.on.frame);
    }
    this.latest = boxes;
    if (isGridMove) this.showMarks(boxes.filter(({ i }) => this.ids.has(i)));
  }

  private showMarks(boxes: readonly Box[]): void {
    const { overlay } = this.marks;
    while (overlay.children.length < boxes.length) {
      const mark = document.createElement("div");
      mark.dataset.mark = "place";
      overlay.append(mark);
    }
    boxes.forEach((box, index) => {
      const mark = overlay.children[index];
      if (mark instanceof HTMLElement) put(mark, box, this.on.frame);
    });
  }

  private showGuides(guides: readonly Guide[]): void {
    const marks = guides.map(({ axis, at, from, to }) => {
      const mark = document.createElement("div");
      mark.dataset.mark = axis;
      mark.style.left = `${axis === "x" ? at : from}px`;
      mark.style.top = `${axis === "x" ? from : at}px`;
      mark.style[axis === "x" ? "height" : "width"] = `${to - from}px`;
      return mark;
    });
    this.marks.overlay.replaceChildren(...marks);
  }

  private drawBand(unit: Point, dx: number, dy: number): void {
    const scale = this.on.frame.kind === "free" ? unit.x : 1;
    const left = Math.min(this.from.x, this.from.x + dx);
    const top = Math.min(this.from.y, this.from.y + dy);
    const { style } = this.marks.band;
    style.left = `${left / scale}px`;
    style.top = `${top / scale}px`;
    style.width = `${Math.abs(dx) / scale}px`;
    style.height = `${Math.abs(dy) / scale}px`;
    const right = left + Math.abs(dx);
    const bottom = top + Math.abs(dy);
    const hit = this.before.filter(
      (box) =>
        box.x * unit.x < right &&
        left < (box.x + box.w) * unit.x &&
        box.y * unit.y < bottom &&
        top < (box.y + box.h) * unit.y,
    );
    const kept = this.kind.what === "band" ? this.kind.kept : [];
    const caught = new Set([...kept, ...hit.map(({ i }) => i)]);
    for (const [id, node] of this.cells) {
      if (caught.has(id) !== this.ids.has(id)) node.toggleAttribute("data-caught", caught.has(id));
    }
    this.ids = caught;
  }

  /** True while it scrolls: the pointer stands still then, and the page moves below it. */
  private scrollNearEdge(): boolean {
    const { scroller } = this;
    if (!scroller) return false;
    const view = scroller.getBoundingClientRect();
    const below = this.pointer.clientY - (view.bottom - SCROLL_ZONE_PX);
    const above = view.top + SCROLL_ZONE_PX - this.pointer.clientY;
    const by = below > 0 ? SCROLL_PX : above > 0 ? -SCROLL_PX : 0;
    if (by === 0) return false;
    const before = scroller.scrollTop;
    scroller.scrollTop += by;
    return scroller.scrollTop !== before;
  }

  private readonly onUp = (event: PointerEvent): void => {
    this.pointer = event;
    if (!this.isMoving) {
      this.end();
      return;
    }
    if (this.frame) cancelAnimationFrame(this.frame);
    // Another's change may have come in while it was dragged, or a key taken something away.
    this.before = this.hands.boxes();
    this.on = this.hands.arranging();
    this.step = "";
    this.draw();
    // The click that follows belongs to the drag and selects nothing.
    const swallow = (click: MouseEvent) => click.stopPropagation();
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    const { latest } = this;
    this.takeBack();
    if (this.kind.what === "band") this.hands.selectOnly([...this.ids]);
    else if (latest !== this.before) this.hands.arrange(latest);
    this.end();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isMoving) return;
    event.stopPropagation();
    event.preventDefault();
    this.cancel();
  };

  readonly cancel = (): void => {
    this.takeBack();
    this.end();
  };

  /** The elements stand where the document says again; if it says something new, React moves them at once. */
  private takeBack(): void {
    const { sheet, band, overlay } = this.marks;
    for (const box of this.before) {
      const node = this.cells.get(box.i);
      if (!node) continue;
      put(node, box, this.on.frame);
      node.style.transform = "";
      node.removeAttribute("data-moving");
      node.removeAttribute("data-caught");
    }
    overlay.replaceChildren();
    band.hidden = true;
    delete sheet.dataset.gesture;
  }

  private end(): void {
    if (this.frame) cancelAnimationFrame(this.frame);
    window.removeEventListener("pointermove", this.onMove);
    window.removeEventListener("pointerup", this.onUp);
    window.removeEventListener("pointercancel", this.cancel);
    window.removeEventListener("keydown", this.onKey, { capture: true });
    if (this.isMoving) this.hands.freeze(false);
    this.over();
  }
}

function edgesOf(edge: Edge): { x: ("start" | "end")[]; y: ("start" | "end")[] } {
  return {
    x: edge.includes("w") ? ["start"] : edge.includes("e") ? ["end"] : [],
    y: edge.includes("n") ? ["start"] : edge.includes("s") ? ["end"] : [],
  };
}
