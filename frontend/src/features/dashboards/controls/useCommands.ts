import { useCallback, useMemo, useState } from "react";
import { api } from "@/shared/api/client";
import type { Command } from "@/shared/api/types";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import type { DashboardDetail } from "../queries";
import type { Given } from "../variables/variables";
import { isPending, newerCommand } from "./commandState";
import type { Commands } from "./useControl";

const TOPICS: readonly string[] = ["commands"];
const NONE: readonly string[] = [];

/** Follows the commands of everybody, so that two operators see the same. */
export function useCommands({ id, permissions }: DashboardDetail, hasControls: boolean, given: Given = {}): Commands {
  const [ofMetric, setOfMetric] = useState<ReadonlyMap<number, Command>>(new Map());
  const heard = useCallback((command: Command) => {
    const { metric_id } = command;
    if (metric_id === null) return;
    setOfMetric((known) => new Map(known).set(metric_id, newerCommand(known.get(metric_id) ?? null, command)));
  }, []);
  useLiveUpdates(hasControls ? TOPICS : NONE, (update) => {
    // The topic carries commands and nothing else.
    if (update.kind === "event") heard(update.data as Command);
    // To people who see only parts of the organization the news say no more than that there are some.
    if (update.kind === "gap") for (const command of ofMetric.values()) if (isPending(command)) void look(command.id);
  });
  async function look(command_id: number): Promise<void> {
    try {
      heard(await api.get<Command>(`/api/commands/${command_id}`));
    } catch {
      // The next news ask again; until then the control shows what was known.
    }
  }
  return useMemo(
    () => ({ dashboardId: id, permissions, ofMetric, heard, given }),
    [id, permissions, ofMetric, heard, given],
  );
}
