type Listener = (at_ms: number | null, source: unknown) => void;

/**
 * Where the pointer is in time, for all charts of a page. A plain list of callbacks: a pointer that moves over a chart
 * moves a line in twenty others without a single render.
 */
export class CursorBus {
  private readonly listeners = new Set<Listener>();
  private at_ms: number | null = null;

  show(at_ms: number | null, source: unknown): void {
    if (at_ms === null && this.at_ms === null) return;
    this.at_ms = at_ms;
    for (const tell of this.listeners) tell(at_ms, source);
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

let shared: CursorBus | undefined;

/** The one cursor of this page. */
export function cursorBus(): CursorBus {
  shared ??= new CursorBus();
  return shared;
}
