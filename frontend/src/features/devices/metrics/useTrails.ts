import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Metric } from "@/shared/api/types";
import { useConnection } from "@/shared/live/useConnection";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { readSeries } from "../queries";
import { EMPTY_TRAIL, extended, type Trail } from "./trail";

export const TRAIL_MS = 15 * 60_000;
const POINTS = 120;
const ASK_EVERY_MS = 15_000;

function isDrawable(metric: Metric): boolean {
  return ["long", "double", "boolean"].includes(metric.data_type);
}

/** The last quarter of an hour of the shown metrics: read once, then continued by what comes live. */
export function useTrails(metrics: readonly Metric[], isElsewhere = false): ReadonlyMap<number, Trail> {
  const ids = metrics.filter(isDrawable).map((metric) => metric.id);
  const generation = useConnection((connection) => connection.generation);
  const [trails, setTrails] = useState<ReadonlyMap<number, Trail>>(new Map());
  const history = useQuery({
    // After a lost connection some points are missing: the generation makes us read again.
    queryKey: ["devices", "trails", ids, generation],
    queryFn: ({ signal }) => readSeries(ids, { from: "now-15m", points: POINTS, signal }),
    enabled: ids.length > 0,
    // Of other organizations nothing comes live.
    refetchInterval: isElsewhere && ASK_EVERY_MS,
    staleTime: 0,
  });
  useEffect(() => {
    if (!history.data) return;
    const since = Date.now() - TRAIL_MS;
    setTrails((current) => {
      const read = history.data.map(({ metric, ts, value }) => {
        const points = ts.map((at, index) => [at, value[index]] as const);
        const trail = extended(EMPTY_TRAIL, points, since);
        // What came live while we asked stays.
        const live = current.get(metric) ?? EMPTY_TRAIL;
        return [
          metric,
          extended(
            trail,
            live.ts.map((at, index) => [at, live.value[index]] as const),
            since,
          ),
        ] as const;
      });
      return new Map([...current, ...read]);
    });
  }, [history.data]);
  useLiveUpdates(
    ids.map((id) => `m:${id}`),
    (update) => {
      if (update.kind !== "value" || update.points.length === 0) return;
      const id = Number(update.topic.slice(2));
      setTrails((current) => {
        const trail = current.get(id) ?? EMPTY_TRAIL;
        return new Map(current).set(id, extended(trail, update.points, Date.now() - TRAIL_MS));
      });
    },
  );
  return trails;
}
