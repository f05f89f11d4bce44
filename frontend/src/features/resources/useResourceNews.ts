import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { presentDevices } from "./presence";
import type { TreePage } from "./types";

/** At most one look at the loaded pages in this time, however many devices come and go. */
const GATHER_MS = 1_000;

/** Devices that come and go change their dots in the tree. */
export function useResourceNews(): void {
  const queries = useQueryClient();
  const waiting = useRef(new Map<string, boolean>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveUpdates(["devices"], (update) => {
    if (update.kind === "gap") {
      void queries.invalidateQueries({ queryKey: ["tree"] });
      return;
    }
    if (update.kind !== "event") return;
    const { id, device_id, online } = update.data as Record<string, unknown>; // checked below
    const device = id ?? device_id;
    if (typeof device !== "number" || typeof online !== "boolean") return;
    waiting.current.set(`d:${device}`, online);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const news = waiting.current;
      waiting.current = new Map();
      for (const kind of ["page", "node"]) {
        queries.setQueriesData<TreePage>({ queryKey: ["tree", kind] }, (page) => page && presentDevices(page, news));
      }
    }, GATHER_MS);
  });
}
