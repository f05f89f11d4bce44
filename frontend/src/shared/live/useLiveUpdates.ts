import { useEffect, useRef } from "react";
import { live } from "./live";
import type { LiveUpdate } from "./protocol";

/** Hear every update of some topics without rendering for each. The callback may change from render to render. */
export function useLiveUpdates(topics: readonly string[], heard: (update: LiveUpdate) => void): void {
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  const key = topics.join("\n");
  useEffect(() => {
    const leave = key
      .split("\n")
      .filter(Boolean)
      .map((topic) => live.subscribe(topic, (update) => latest.current(update)));
    return () => {
      for (const goodbye of leave) goodbye();
    };
  }, [key]);
}
