import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

/** Where a page's "now" comes from. A printed report hands in a clock that stands still. */
export interface Clock {
  now_ms(): number;
  subscribe(changed: () => void): () => void;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let tick_ms = Date.now();
let isHeld = false;

/** While something is dragged, ages stand still: two hundred of them would cost a frame. */
export function holdClock(isHolding: boolean): void {
  isHeld = isHolding;
}

/** One timer for all ages on the page; it stops when nobody looks. */
export const wallClock: Clock = {
  now_ms: () => tick_ms,
  subscribe(changed) {
    if (listeners.size === 0) {
      tick_ms = Date.now();
      timer = setInterval(() => {
        if (isHeld) return;
        tick_ms = Date.now();
        for (const tell of listeners) tell();
      }, 1000);
    }
    listeners.add(changed);
    return () => {
      listeners.delete(changed);
      if (listeners.size === 0) clearInterval(timer);
    };
  },
};

export function stoppedClock(at_ms: number): Clock {
  return { now_ms: () => at_ms, subscribe: () => () => undefined };
}

const ClockContext = createContext<Clock>(wallClock);

export function ClockProvider({ clock, children }: { clock: Clock; children: ReactNode }) {
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** The time in milliseconds, once a second. */
export function useNow(): number {
  const clock = useContext(ClockContext);
  return useSyncExternalStore(clock.subscribe, clock.now_ms);
}

/** The time of the last rendering, which comes by itself only every so often: a picture need not move every second. */
export function useSlowNow(every_ms: number): number {
  const clock = useContext(ClockContext);
  useSyncExternalStore(clock.subscribe, () => Math.floor(clock.now_ms() / every_ms));
  return clock.now_ms();
}

/** The clock itself, for drawing code that asks when it draws. */
export function useClock(): Clock {
  return useContext(ClockContext);
}
