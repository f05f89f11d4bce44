import { useCallback, useInsertionEffect, useRef } from "react";

/** A function that stays the same object and does what its newest version says. The drawing library draws every block and wire
 * anew for a new handler, and tells its whole store of each: while blocks are dragged that would be in every frame. */
export function useStable<Args extends unknown[], Result>(
  newest: (...args: Args) => Result,
): (...args: Args) => Result {
  const kept = useRef(newest);
  useInsertionEffect(() => {
    kept.current = newest;
  });
  return useCallback((...args: Args) => kept.current(...args), []);
}
