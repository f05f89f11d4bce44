import { flushSync } from "react-dom";

/** What the scheduler needs from the browser; tests hand in a fake one. */
export interface FrameSource {
  now(): number;
  requestFrame(run: () => void): void;
  /** Calls back once, not before `delay_ms` have passed. */
  wait(run: () => void, delay_ms: number): void;
  isPageHidden(): boolean;
  onPageShown(run: () => void): void;
  reportError(error: unknown): void;
}

export interface RedrawHandle {
  /** The chart's data changed: draw it when there is time. Urgent is what somebody did and waits for. */
  mark(isUrgent?: boolean): void;
  /** New data is drawn at most this often: more would move the picture by less than an eye sees. */
  setGap(gap_ms: number): void;
  setVisible(isVisible: boolean): void;
  remove(): void;
}

interface Entry {
  draw: () => void;
  isVisible: boolean;
  isDirty: boolean;
  markedAt: number;
  drawnAt: number;
  gap_ms: number;
  isUrgent: boolean;
}

/** Drawing one plotly chart costs 7-9 ms, so a frame takes one or two of them and stays a frame. */
export const FRAME_BUDGET_MS = 8;
/** Before a chart is there nothing moves that could falter: all of a page are drawn together, as far as it stays a moment. */
export const FIRST_BUDGET_MS = 50;
/** Five redraws a second are more than an eye follows in a trend. */
export const MIN_REDRAW_GAP_MS = 200;
/** Samples of one second come in several frames; a chart that waits a moment is drawn once for all of them. */
export const SETTLE_MS = 60;

/**
 * Spreads the redraws of all charts of the page over animation frames.
 *
 * Twenty charts drawn when their data comes would block the page for 180 ms each second. Here data only
 * marks a chart; each frame draws marked charts in turn until its budget is used. Charts that nobody sees
 * (scrolled away, tab hidden) stay marked and are drawn when they come into sight.
 */
export class RedrawScheduler {
  private readonly entries = new Set<Entry>();
  /** In drawing order: who was marked first is drawn first, so no chart starves. */
  private readonly queue = new Set<Entry>();
  private isFrameAsked = false;
  /** When the next timer rings; another one is set only for something that is due sooner. */
  private wakesAt = Number.POSITIVE_INFINITY;

  constructor(private readonly frames: FrameSource) {
    frames.onPageShown(() => this.ask());
  }

  register(draw: () => void): RedrawHandle {
    const entry: Entry = {
      draw,
      isVisible: true,
      isDirty: false,
      markedAt: 0,
      drawnAt: Number.NEGATIVE_INFINITY,
      gap_ms: MIN_REDRAW_GAP_MS,
      isUrgent: false,
    };
    this.entries.add(entry);
    return {
      setGap: (gap_ms) => {
        entry.gap_ms = Math.max(MIN_REDRAW_GAP_MS, gap_ms);
      },
      mark: (isUrgent = false) => {
        if (!this.entries.has(entry)) return;
        const isSooner = isUrgent && !entry.isUrgent;
        entry.isUrgent ||= isUrgent;
        if (entry.isDirty) {
          // It waits for its turn already, but perhaps for a later one.
          if (isSooner && entry.isVisible) this.enqueue(entry);
          return;
        }
        entry.isDirty = true;
        entry.markedAt = this.frames.now();
        if (entry.isVisible) this.enqueue(entry);
      },
      setVisible: (isVisible) => {
        entry.isVisible = isVisible;
        if (!isVisible) this.queue.delete(entry);
        else if (entry.isDirty) this.enqueue(entry);
      },
      remove: () => {
        this.entries.delete(entry);
        this.queue.delete(entry);
      },
    };
  }

  /** A chart that is seen has not been drawn yet. */
  get isBeginning(): boolean {
    return [...this.queue].some(isFirst);
  }

  /** On paper everything is in sight, and nothing waits for its turn. */
  drawAll(): void {
    for (const entry of this.entries) if (entry.isDirty) this.drawOne(entry, this.frames.now());
  }

  private enqueue(entry: Entry): void {
    this.queue.add(entry);
    this.ask();
  }

  private ask(): void {
    if (this.isFrameAsked || this.queue.size === 0 || this.frames.isPageHidden()) return;
    this.isFrameAsked = true;
    this.frames.requestFrame(() => this.runFrame());
  }

  private runFrame(): void {
    this.isFrameAsked = false;
    if (this.frames.isPageHidden()) return;
    const startedAt = this.frames.now();
    let nextDue = Number.POSITIVE_INFINITY;
    for (const entry of [...this.queue]) {
      const dueAt = dueTime(entry);
      if (dueAt > startedAt) {
        nextDue = Math.min(nextDue, dueAt);
      } else if (this.frames.now() - startedAt < (isFirst(entry) ? FIRST_BUDGET_MS : FRAME_BUDGET_MS)) {
        this.drawOne(entry, startedAt);
      } else {
        nextDue = startedAt;
      }
    }
    if (nextDue <= startedAt) this.ask();
    else if (nextDue < Number.POSITIVE_INFINITY) this.askAt(nextDue);
  }

  private drawOne(entry: Entry, at: number): void {
    this.queue.delete(entry);
    entry.isDirty = false;
    entry.isUrgent = false;
    entry.drawnAt = at;
    try {
      entry.draw();
    } catch (error) {
      // One chart that cannot draw must not stop the others.
      this.frames.reportError(error);
    }
  }

  private askAt(due: number): void {
    if (due >= this.wakesAt) return;
    this.wakesAt = due;
    this.frames.wait(() => {
      if (this.wakesAt === due) this.wakesAt = Number.POSITIVE_INFINITY;
      this.ask();
    }, due - this.frames.now());
  }
}

function isFirst({ drawnAt }: Entry): boolean {
  return drawnAt === Number.NEGATIVE_INFINITY;
}

/** The first drawing of a chart waits for nothing. */
function dueTime(entry: Entry): number {
  const { drawnAt, markedAt, gap_ms, isUrgent } = entry;
  if (isFirst(entry)) return drawnAt;
  return Math.max(drawnAt + (isUrgent ? MIN_REDRAW_GAP_MS : gap_ms), markedAt + SETTLE_MS);
}

const browserFrames: FrameSource = {
  now: () => performance.now(),
  requestFrame: (run) => requestAnimationFrame(run),
  wait: (run, delay_ms) => setTimeout(run, delay_ms),
  isPageHidden: () => document.hidden,
  onPageShown: (run) =>
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) run();
    }),
  reportError: (error) => reportError(error),
};

let shared: RedrawScheduler | undefined;

/** The one scheduler of this page. */
export function redrawScheduler(): RedrawScheduler {
  if (!shared) {
    const made = new RedrawScheduler(browserFrames);
    // The sheet is laid out as soon as this is over.
    window.addEventListener("beforeprint", () => flushSync(() => made.drawAll()));
    shared = made;
  }
  return shared;
}
