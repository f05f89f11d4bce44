import { useCallback, useMemo, useState } from "react";
import type { Command } from "@/shared/api/types";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { newerCommand } from "./commandState";
import type { Commands } from "./useControl";

const TOPICS: readonly string[] = ["commands"];
const NONE: readonly string[] = [];

/** Follows the commands of everybody, so that two operators see the same. */
export function useCommands(dashboardId: number, hasControls: boolean): Commands {
  const [ofMetric, setOfMetric] = useState<ReadonlyMap<number, Command>>(new Map());
  const heard = useCallback((command: Command) => {
    const { metric_id } = command;
    if (metric_id === null) return;
    setOfMetric((known) => new Map(known).set(metric_id, newerCommand(known.get(metric_id) ?? null, command)));
  }, []);
  useLiveUpdates(hasControls ? TOPICS : NONE, (update) => {
    // The topic carries commands and nothing else.
    if (update.kind === "event") heard(update.data as Command);
  });
  return useMemo(() => ({ dashboardId, ofMetric, heard }), [dashboardId, ofMetric, heard]);
}
