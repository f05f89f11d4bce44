import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { api } from "@/shared/api/client";
import type { Command } from "@/shared/api/types";
import { commandOf } from "@/shared/live/commandOf";
import { useConnection } from "@/shared/live/useConnection";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import type { DashboardDetail } from "../queries";
import { type Given, queryOf } from "../variables/variables";
import { newerCommand } from "./commandState";
import { type Commands, commandKey } from "./useControl";

const TOPICS: readonly string[] = ["commands"];
const NONE: readonly string[] = [];

/** Follows the commands of everybody, so that two operators see the same, also after a reload or a lost connection. */
export function useCommands(
  { id, permissions, version }: DashboardDetail,
  hasControls: boolean,
  given: Given = {},
): Commands {
  const [ofMetric, setOfMetric] = useState<ReadonlyMap<number, Command>>(new Map());
  const [ofDevice, setOfDevice] = useState<ReadonlyMap<string, Command>>(new Map());
  const heard = useCallback((command: Command) => {
    const { metric_id, device_id, name } = command;
    if (metric_id === null) {
      const key = commandKey(device_id, name);
      setOfDevice((known) => new Map(known).set(key, newerCommand(known.get(key) ?? null, command)));
      return;
    }
    setOfMetric((known) => new Map(known).set(metric_id, newerCommand(known.get(metric_id) ?? null, command)));
  }, []);
  const generation = useConnection((state) => state.generation);
  const { data, refetch } = useQuery({
    // A new connection asks again: what was decided meanwhile nobody told us.
    queryKey: ["dashboards", id, "commands", version, given, generation],
    queryFn: ({ signal }) => api.get<{ items: Command[] }>(`/api/dashboards/${id}/commands`, queryOf(given), signal),
    enabled: hasControls,
    gcTime: 0,
  });
  useEffect(() => {
    for (const command of data?.items ?? []) heard(command);
  }, [data, heard]);
  useLiveUpdates(hasControls ? TOPICS : NONE, (update) => {
    // The topic carries commands and nothing else.
    if (update.kind === "event") heard(commandOf(update.data));
    // To people who see only parts of the organization the news say no more than that there are some.
    if (update.kind === "gap") void refetch();
  });
  const asOf = data ? generation : 0;
  const listed = useCallback(async () => {
    const known = data ?? (await refetch({ cancelRefetch: false, throwOnError: true })).data;
    return known?.items ?? [];
  }, [data, refetch]);
  return useMemo(
    () => ({ dashboardId: id, permissions, ofMetric, ofDevice, heard, listed, given, asOf }),
    [id, permissions, ofMetric, ofDevice, heard, listed, given, asOf],
  );
}
