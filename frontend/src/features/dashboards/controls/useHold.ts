import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from "react";

const KEYS = new Set([" ", "Enter"]);

/**
 * A press that must last before it counts, by finger, mouse or keyboard. Letting go, sliding off or leaving by Tab
 * takes it back. With 0 ms it is an ordinary click.
 */
export function useHold(hold_ms: number, run: () => void) {
  const [isHolding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(run);
  latest.current = run;
  const end = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const begin = () => {
    if (timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      end();
      latest.current();
    }, hold_ms);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  if (hold_ms <= 0) return { isHolding: false, props: { onClick: () => latest.current() } };
  return {
    isHolding,
    props: {
      onClick: (event: MouseEvent) => event.preventDefault(),
      onPointerDown: (event: PointerEvent) => {
        // A finger belongs to what it touched first: kept by it, it could slide off unseen.
        const pressed = event.currentTarget;
        if (pressed.hasPointerCapture?.(event.pointerId)) pressed.releasePointerCapture(event.pointerId);
        if (event.button === 0) begin();
      },
      onPointerUp: end,
      onPointerLeave: end,
      onPointerCancel: end,
      onContextMenu: (event: MouseEvent) => event.preventDefault(),
      onKeyDown: (event: KeyboardEvent) => {
        if (!KEYS.has(event.key)) return;
        event.preventDefault();
        if (!event.repeat) begin();
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (KEYS.has(event.key)) event.preventDefault();
        end();
      },
      onBlur: end,
    },
  };
}
