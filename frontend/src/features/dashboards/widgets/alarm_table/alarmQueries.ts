import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Alarm, Page, Severity } from "@/shared/api/types";

const SEVERITIES: readonly Severity[] = ["warning", "minor", "major", "critical"];

export interface AlarmFilter {
  scope: "current" | "history";
  minSeverity: Severity;
  rows: number;
}

/** Of these devices, or of the devices at these sites; of all when both are empty. */
interface Places {
  devices: readonly number[];
  sites: readonly number[];
}

/** Under the key that all alarm lists share: a live event makes each of them ask again. */
export function alarmsQuery({ scope, minSeverity, rows }: AlarmFilter, { devices, sites }: Places) {
  return queryOptions({
    queryKey: ["alarms", "widget", scope, minSeverity, rows, devices, sites],
    queryFn: async ({ signal }) => {
      // The door filters by one severity only; the limit of 200 keeps the rest small enough to sift here.
      const limit = minSeverity === "warning" ? rows : 200;
      const page = await api.get<Page<Alarm>>(
        "/api/alarms",
        { scope, limit, device: devices.map(String), site: sites.map(String) },
        signal,
      );
      const least = SEVERITIES.indexOf(minSeverity);
      const items = page.items.filter((alarm) => SEVERITIES.indexOf(alarm.severity) >= least);
      return { items: items.slice(0, rows), total: page.total };
    },
  });
}
