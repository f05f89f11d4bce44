import { useEffect, useRef } from "react";

/** Escape leaves, whether the browser took the whole screen or not. */
export function useKiosk(isKiosk: boolean, leave: () => void): void {
  const latest = useRef(leave);
  latest.current = leave;
  useEffect(() => {
    if (!isKiosk) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) latest.current();
    };
    const changed = () => {
      if (!document.fullscreenElement) latest.current();
    };
    window.addEventListener("keydown", pressed);
    document.addEventListener("fullscreenchange", changed);
    return () => {
      window.removeEventListener("keydown", pressed);
      document.removeEventListener("fullscreenchange", changed);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [isKiosk]);
}
