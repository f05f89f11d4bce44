import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { SampleValue, Severity } from "@/shared/api/types";
import type { TimeRange } from "../../time/timeRange";

export const JOURNAL_KINDS = ["alarms", "commands", "connections"] as const;

export interface JournalEntry {
  kind: (typeof JOURNAL_KINDS)[number];
  at: string;
  device_id: number | null;
  device: string;
  event: string;
  title: string;
  text: string;
  severity: Severity | null;
  by: string | null;
  value: SampleValue;
}

interface Asked {
  kinds: readonly string[];
  /** None: of all devices that one may see. */
  devices: readonly number[];
  /** Of the devices at these. */
  sites: readonly number[];
  range: TimeRange | null;
  limit: number;
}

export function journalQuery({ kinds, devices, sites, range, limit }: Asked) {
  const query = { kinds: kinds.join(), device: devices.map(String), site: sites.map(String), limit, ...(range ?? {}) };
  return queryOptions({
    queryKey: ["journal", query],
    queryFn: async ({ signal }) => (await api.get<{ items: JournalEntry[] }>("/api/journal", query, signal)).items,
  });
}
