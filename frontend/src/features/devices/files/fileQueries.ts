import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";
import { isOver, type RollOut } from "./rollOut";

export type DeviceFile = components["schemas"]["FileOut"];
export type FileVersion = components["schemas"]["FileVersionOut"];
export type FileStore = components["schemas"]["FileStoreOut"];
export type Delivery = components["schemas"]["DeliveryOut"];
export type FileKind = DeviceFile["kind"];

export const KINDS: readonly FileKind[] = ["CONFIGURATION", "FIRMWARE", "INFORMATION", "CERTIFICATE", "UNDEFINED"];
export const FILES_A_PAGE = 50;
export const DELIVERIES_A_PAGE = 10;

export interface FileFilter {
  node: string;
  search: string;
  kind: string;
  offset: number;
}

export const filesQuery = ({ node, search, kind, offset }: FileFilter) =>
  queryOptions({
    queryKey: ["files", "list", node, search, kind, offset],
    queryFn: ({ signal }) =>
      api.get<Page<DeviceFile>>(
        "/api/files",
        { node, search, kind, offset, limit: FILES_A_PAGE, inherited: node.startsWith("d:") },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const fileQuery = (id: number) =>
  queryOptions({
    queryKey: ["files", "one", id],
    queryFn: ({ signal }) => api.get<DeviceFile>(`/api/files/${id}`, {}, signal),
  });

export const versionsQuery = (fileId: number, offset = 0) =>
  queryOptions({
    queryKey: ["files", "versions", fileId, offset],
    queryFn: ({ signal }) =>
      api.get<Page<FileVersion>>(`/api/files/${fileId}/versions`, { offset, limit: FILES_A_PAGE }, signal),
    placeholderData: keepPreviousData,
  });

export const storeQuery = queryOptions({
  queryKey: ["files", "store"],
  queryFn: ({ signal }) => api.get<FileStore>("/api/files/store", {}, signal),
  staleTime: 60_000,
});

// A roll-out moves by itself: look often while it does, seldom when all are through.
const MOVING_MS = 2_000;
const RESTING_MS = 15_000;

export const rollOutQuery = (fileId: number, versionId: number) =>
  queryOptions({
    queryKey: ["files", "roll-out", fileId, versionId],
    queryFn: ({ signal }) => api.get<RollOut>(`/api/files/${fileId}/versions/${versionId}/roll-out`, {}, signal),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? RESTING_MS : MOVING_MS),
  });

export const deliveriesQuery = (
  fileId: number,
  versionId: number,
  filter: { status: string; search: string; offset: number },
) =>
  queryOptions({
    queryKey: ["files", "deliveries", fileId, versionId, filter],
    queryFn: ({ signal }) =>
      api.get<Page<Delivery>>(
        `/api/files/${fileId}/versions/${versionId}/deliveries`,
        { ...filter, limit: DELIVERIES_A_PAGE },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: MOVING_MS,
  });

export function reloadFiles(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["files"] });
}

export function contentAddress(fileId: number, versionId: number): string {
  return `/api/files/${fileId}/versions/${versionId}/content`;
}
