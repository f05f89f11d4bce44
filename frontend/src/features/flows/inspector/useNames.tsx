import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { api } from "@/shared/api/client";
import type { Device, Metric, Named, Page } from "@/shared/api/types";
import { credentialsQuery } from "../credentials/queries";
import { useEditor } from "../EditorContext";
import type { FlowDocument } from "../graph/document";
import { referencesInAll } from "../graph/references";
import type { NameOf } from "../graph/summary";

const Names = createContext<NameOf>(() => undefined);

/** "cpu/load" for 12: what a block's params point at, in the words of the organization. */
export function useNameOf(): NameOf {
  return useContext(Names);
}

const MINUTE_MS = 60_000;
const MOST = 500;

interface NamesProviderProps {
  children: ReactNode;
  /** What may be named; the open document when nothing is said. */
  documents?: readonly FlowDocument[];
}

export function NamesProvider({ children, documents }: NamesProviderProps) {
  const open = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const wanted = useMemo(() => referencesInAll(documents ?? [open], catalogue), [documents, open, catalogue]);
  const metrics = useQuery({
    queryKey: ["metrics", "names", ...wanted.metric],
    queryFn: ({ signal }) =>
      api.get<Page<Metric>>("/api/metrics", { ids: wanted.metric.join(","), limit: MOST }, signal),
    enabled: wanted.metric.length > 0,
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
  });
  const devices = useQuery({
    queryKey: ["devices", "names", ...wanted.device],
    queryFn: () => Promise.all(wanted.device.map((id) => api.get<Device>(`/api/devices/${id}`).catch(() => null))),
    enabled: wanted.device.length > 0,
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
  });
  const types = useQuery({
    queryKey: ["device-types", "names"],
    queryFn: ({ signal }) => api.get<Page<Named>>("/api/device-types", { limit: MOST }, signal),
    enabled: wanted.device_type.length > 0,
    staleTime: MINUTE_MS,
  });
  const sites = useQuery({
    queryKey: ["sites", "names"],
    queryFn: ({ signal }) => api.get<Page<Named>>("/api/sites", { limit: MOST }, signal),
    enabled: wanted.site.length > 0,
    staleTime: MINUTE_MS,
  });
  const credentials = useQuery({ ...credentialsQuery, enabled: wanted.credential.length > 0, staleTime: MINUTE_MS });
  const dashboards = useQuery({
    queryKey: ["dashboards", "names"],
    queryFn: ({ signal }) => api.get<Page<Named>>("/api/dashboards", { limit: MOST }, signal),
    enabled: wanted.dashboard.length > 0,
    staleTime: MINUTE_MS,
  });
  const nameOf = useMemo<NameOf>(() => {
    const names: Record<string, Map<number, string>> = {
      metric: new Map(metrics.data?.items.map((metric) => [metric.id, `${metric.path} · ${metric.device}`])),
      device: new Map(devices.data?.flatMap((device) => (device ? [[device.id, device.name]] : []))),
      device_type: new Map(types.data?.items.map(({ id, name }) => [id, name])),
      site: new Map(sites.data?.items.map(({ id, name }) => [id, name])),
      dashboard: new Map(dashboards.data?.items.map(({ id, name }) => [id, name])),
      credential: new Map(credentials.data?.items.map(({ id, name }) => [id, name])),
    };
    return (format, id) => names[format]?.get(id);
  }, [metrics.data, devices.data, types.data, sites.data, credentials.data, dashboards.data]);
  return <Names value={nameOf}>{children}</Names>;
}
