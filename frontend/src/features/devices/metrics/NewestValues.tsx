import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { api } from "@/shared/api/client";
import type { Device, Metric, SampleValue } from "@/shared/api/types";
import type { LiveValue } from "@/shared/live/protocol";
import { useLiveValue } from "@/shared/live/useLiveValue";
import { useMe } from "@/shared/session/useMe";

type Newest = Record<string, { ts: number; value: unknown; quality: number } | null>;

/** Null: what is shown belongs to the organization that the live connection tells of. */
const Asked = createContext<Newest | null>(null);

const ASK_EVERY_MS = 3_000;
const METRICS_A_REQUEST = 500;

/** The live connection tells of the current organization only; devices of others are looked at through the tree. */
export function useIsElsewhere(device: Pick<Device, "organization_id">): boolean {
  const here = useMe()?.organization.id;
  return here !== undefined && device.organization_id !== here;
}

interface NewestValuesProps {
  device: Device;
  metrics: readonly Metric[];
  children: ReactNode;
}

/** Newest values for all below: live where they come by themselves, else asked for every few seconds. */
export function NewestValues({ device, metrics, children }: NewestValuesProps) {
  const isElsewhere = useIsElsewhere(device);
  const metric = metrics.slice(0, METRICS_A_REQUEST).map(({ id }) => id);
  const newest = useQuery({
    queryKey: ["devices", "newest", metric],
    queryFn: ({ signal }) => api.get<{ values: Newest }>("/api/samples/latest", { metric }, signal),
    enabled: isElsewhere && metric.length > 0,
    refetchInterval: ASK_EVERY_MS,
  });
  return <Asked value={isElsewhere ? (newest.data?.values ?? {}) : null}>{children}</Asked>;
}

/** The newest value of a metric, undefined until one is known. */
export function useNewest(metric: Pick<Metric, "id">): LiveValue | undefined {
  const asked = useContext(Asked);
  const live = useLiveValue(asked ? null : `m:${metric.id}`);
  if (!asked) return live;
  const found = asked[String(metric.id)];
  return found ? { ...found, value: found.value as SampleValue } : undefined; // the samples' own JSON
}
