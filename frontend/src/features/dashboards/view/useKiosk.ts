import { useEffect, useRef, useState } from "react";
import { scaleOf } from "./scale";

interface Kiosk {
  isOn: boolean;
  scale: string;
  leave: () => void;
}

/** A dashboard as a wall shows it: nothing around it, as large as wished, and the screen stays awake. Escape leaves. */
export function useKiosk({ isOn, scale, leave }: Kiosk): { staysAwake: boolean } {
  const latest = useRef(leave);
  latest.current = leave;
  useEffect(() => {
    if (!isOn) return;
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
      // A playlist goes on to the next dashboard: the wall stays as it is.
      const isStillOn = new URLSearchParams(window.location.search).has("kiosk");
      if (document.fullscreenElement && !isStillOn) void document.exitFullscreen();
    };
  }, [isOn]);
  useScale(isOn ? scale : "");
  return { staysAwake: useWakeLock(isOn) };
}

/** Larger letters and lines for who stands far away; the whole page, so that dialogs fit too. */
function useScale(scale: string): void {
  useEffect(() => {
    const root = document.documentElement;
    const apply = () => {
      const factor = scaleOf(scale, window.innerWidth);
      root.style.setProperty("zoom", factor === 1 ? "" : String(factor));
    };
    apply();
    window.addEventListener("resize", apply);
    return () => {
      window.removeEventListener("resize", apply);
      root.style.removeProperty("zoom");
    };
  }, [scale]);
}

/**
 * The browser takes the lock away when the tab is hidden; it is asked for again when it comes back. False while the screen
 * may go to sleep although it should not: the browser refuses, to save a battery say, or cannot.
 */
function useWakeLock(isOn: boolean): boolean {
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    if (!("wakeLock" in navigator)) {
      setRefused(true);
      return () => setRefused(false);
    }
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const taken = await navigator.wakeLock.request("screen");
        if (isOver) void taken.release();
        else {
          lock = taken;
          setRefused(false);
        }
      } catch {
        if (!isOver) setRefused(true);
      }
    };
    void ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
      setRefused(false);
    };
  }, [isOn]);
  return !isRefused;
}
