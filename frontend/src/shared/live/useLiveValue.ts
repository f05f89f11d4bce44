import { useCallback, useSyncExternalStore } from "react";
import { live } from "./live";
import type { LiveValue } from "./protocol";

/** Newest value of a topic (`m:12`), undefined until one is known. Null watches nothing. */
export function useLiveValue(topic: string | null): LiveValue | undefined {
  const watch = useCallback((changed: () => void) => (topic ? live.subscribe(topic, changed) : () => {}), [topic]);
  return useSyncExternalStore(watch, () => (topic ? live.latest(topic) : undefined));
}
