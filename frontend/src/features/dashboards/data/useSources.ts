import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import { type Binding, topicOf } from "../document/dashboardDocument";
import { DashboardData, widgetKey } from "./dashboardData";
import type { Source } from "./source";

export const DashboardDataContext = createContext<DashboardData>(new DashboardData());

/** The sources of a widget; renders again when one of them has news, at most five times a second. */
export function useSources(bindings: readonly Binding[], widgetId = ""): Source[] {
  const data = useContext(DashboardDataContext);
  const topics = useMemo(() => bindings.map(topicOf), [bindings]);
  const subscribe = useCallback(
    (changed: () => void) => data.subscribe([...topics, widgetKey(widgetId)], changed),
    [data, topics, widgetId],
  );
  const revision = useSyncExternalStore(subscribe, () => data.revisionOf(topics, widgetId));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is the reason to ask again.
  return useMemo(() => data.sources(bindings, widgetId), [data, bindings, widgetId, revision]);
}
