import { useEffect, useState } from "react";
import { useConnection } from "@/shared/live/useConnection";

/** Something on the way may swallow a socket without a word: after so long it counts as one that cannot be had. */
const PATIENCE_MS = 5000;

/** Whether there is no live socket, so that a page has to ask. */
export function useIsCut(): boolean {
  const state = useConnection((connection) => connection.state);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (state !== "connecting") return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return state === "lost" || (state === "connecting" && isLate);
}
