import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Alarm, Page, Severity } from "@/shared/api/types";

const SEVERITIES: readonly Severity[] = ["warning", "minor", "major", "critical"];

export interface AlarmFilter {
  scope: "current" | "history";
  minSeverity: Severity;
  rows: number;
}

/** Under the key that all alarm lists share: a live event makes each of them ask again. */
export function alarmsQuery({ scope, minSeverity, rows }: AlarmFilter) {
  return queryOptions({
    queryKey: ["alarms", "widget", scope, minSeverity, rows],
    queryFn: async ({ signal }) => {
      // The door filters by one severity only; the limit of 200 keeps the rest small enough to sift here.
      const limit = minSeverity === "warning" ? rows : 200;
      const page = await api.get<Page<Alarm>>("/api/alarms", { scope, limit }, signal);
      const least = SEVERITIES.indexOf(minSeverity);
      const items = page.items.filter((alarm) => SEVERITIES.indexOf(alarm.severity) >= least);
      return { items: items.slice(0, rows), total: page.total };
    },
  });
}
