import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import type { Device, Page } from "@/shared/api/types";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";

interface Presence {
  id: number;
  online: boolean;
  last_seen_at: string | null;
}

function presenceOf(data: unknown): Presence | null {
  if (typeof data !== "object" || data === null) return null;
  const { id, device_id, online, last_seen_at } = data as Record<string, unknown>; // checked field by field below
  const which = typeof id === "number" ? id : device_id;
  if (typeof which !== "number" || typeof online !== "boolean") return null;
  return { id: which, online, last_seen_at: typeof last_seen_at === "string" ? last_seen_at : null };
}

function changed(device: Device, news: Presence): Device {
  if (device.id !== news.id) return device;
  return { ...device, online: news.online, last_seen_at: news.last_seen_at ?? device.last_seen_at };
}

/** At most one question to the server in this time, however many devices come and go. */
const RELOAD_MS = 2_000;

/** Devices that come and go change the lists at once; what else changed is read again soon. */
export function useDeviceNews(): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLiveUpdates(["devices"], (update) => {
    if (update.kind !== "event" && update.kind !== "gap") return;
    const news = update.kind === "event" ? presenceOf(update.data) : null;
    if (news) {
      queries.setQueriesData<Page<Device>>({ queryKey: ["devices", "list"] }, (page) =>
        page ? { ...page, items: page.items.map((device) => changed(device, news)) } : page,
      );
      queries.setQueryData<Device>(["devices", "one", news.id], (device) => (device ? changed(device, news) : device));
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ["devices", "list"] });
      void queries.invalidateQueries({ queryKey: ["devices", "one"] });
    }, RELOAD_MS);
  });
}
