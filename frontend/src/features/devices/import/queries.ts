import { queryOptions } from "@tanstack/react-query";
import { api, call, type Query } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type DeviceImport = Schemas["DeviceImportOut"];

export interface ImportOptions {
  create_sites: boolean;
  create_types: boolean;
  existing: "refuse" | "change";
}

const LONGEST_S = 120;
const LOOK_AGAIN_MS = 700;

/** Send the list; short ones are done when the answer arrives. */
export function sendImport(file: File, options: ImportOptions, isDryRun: boolean): Promise<DeviceImport> {
  const body = new FormData();
  body.append("file", file);
  const query: Query = { ...options, dry_run: isDryRun };
  return call<DeviceImport>("POST", "/api/devices/import", { body, query, timeout_s: LONGEST_S });
}

/** A long list goes on in the background: look again until it has ended. */
export const importQuery = (id: number) =>
  queryOptions({
    queryKey: ["device-imports", id],
    queryFn: ({ signal }) => api.get<DeviceImport>(`/api/device-imports/${id}`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data?.finished_at ? false : LOOK_AGAIN_MS),
  });
