import { startTransition, useEffect, useState } from "react";
import { redrawScheduler } from "../charts/redrawScheduler";

/** Nobody waits longer for it, however busy the page is. */
const LATEST_MS = 2000;

/**
 * False until the browser has drawn what matters, charts included, and has nothing else to do: for what nobody misses in the
 * first picture.
 */
export function useIsSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => whenSettled(() => setSettled(true)), []);
  return isSettled;
}

const waiting = new Set<() => void>();

/** All that wait are let go at once, so that the page is rendered once for them, and in pieces. */
function whenSettled(run: () => void): () => void {
  waiting.add(run);
  if (waiting.size === 1) holdUntil(performance.now() + LATEST_MS);
  return () => waiting.delete(run);
}

function holdUntil(latest: number): void {
  whenIdle(latest - performance.now(), () => {
    if (redrawScheduler().isBeginning && performance.now() < latest) return holdUntil(latest);
    const runs = [...waiting];
    waiting.clear();
    startTransition(() => {
      for (const run of runs) run();
    });
  });
}

function whenIdle(timeout: number, run: () => void): void {
  // Safari knows no idle time.
  if (typeof requestIdleCallback === "undefined") setTimeout(run, 0);
  else requestIdleCallback(run, { timeout: Math.max(timeout, 1) });
}
