import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type { Alarm, Page } from "../api/types";
import { useLiveUpdates } from "../live/useLiveUpdates";

export interface AlarmNews extends Alarm {
  change?: "raised" | "cleared" | "acknowledged";
}

/** In a flood of alarms the lists are read at most this often. */
const RELOAD_MS = 700;
const waiting = new WeakMap<QueryClient, ReturnType<typeof setTimeout>>();

function isPage(data: unknown): data is Page<Alarm> {
  return typeof data === "object" && data !== null && "items" in data && Array.isArray(data.items);
}

/** Alarms in any list change at once; what enters or leaves a list is read again soon. */
export function useAlarmNews(heard?: (alarm: AlarmNews) => void): void {
  const queries = useQueryClient();
  const reloadSoon = () => {
    if (waiting.has(queries)) return;
    const timer = setTimeout(() => {
      waiting.delete(queries);
      void queries.invalidateQueries({ queryKey: ["alarms"] });
    }, RELOAD_MS);
    waiting.set(queries, timer);
  };
  useLiveUpdates(["alarms"], (update) => {
    if (update.kind === "gap") reloadSoon();
    if (update.kind !== "event") return;
    const alarm = update.data as AlarmNews; // our server's own alarm JSON
    heard?.(alarm);
    queries.setQueriesData({ queryKey: ["alarms"] }, (data: unknown) => {
      if (!isPage(data) || !data.items.some((one) => one.id === alarm.id)) return data;
      return { ...data, items: data.items.map((one) => (one.id === alarm.id ? { ...one, ...alarm } : one)) };
    });
    reloadSoon();
  });
}
