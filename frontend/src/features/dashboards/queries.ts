import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { DashboardDocument } from "./document/dashboardDocument";

export interface DashboardSummary {
  id: number;
  name: string;
  version: number;
  created_at: string;
  changed_at: string;
  changed_by: string | null;
}

export interface DashboardDetail extends DashboardSummary {
  /** Not trusted: `parseDocument` reads it. */
  document: unknown;
}

export interface DashboardVersion {
  version: number;
  author: string | null;
  message: string;
  created_at: string;
}

export interface NewDashboard {
  name: string;
  template: "empty" | "device";
  device_id: number | null;
}

/** More than anybody keeps; the search of the list goes over all of them. */
const MOST_LISTED = 200;

export function dashboardsQuery(search: string) {
  return queryOptions({
    queryKey: ["dashboards", "list", search],
    queryFn: ({ signal }) => api.get<Page<DashboardSummary>>("/api/dashboards", { search, limit: MOST_LISTED }, signal),
  });
}

export function dashboardQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", id, "detail"],
    queryFn: ({ signal }) => api.get<DashboardDetail>(`/api/dashboards/${id}`, {}, signal),
  });
}

export function versionsQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", id, "versions"],
    queryFn: ({ signal }) => api.get<Page<DashboardVersion>>(`/api/dashboards/${id}/versions`, { limit: 100 }, signal),
  });
}

export function createDashboard(dashboard: NewDashboard): Promise<DashboardDetail> {
  return api.post("/api/dashboards", dashboard);
}

export function renameDashboard(id: number, name: string): Promise<DashboardSummary> {
  return api.patch(`/api/dashboards/${id}`, { name });
}

export function deleteDashboard(id: number): Promise<void> {
  return api.delete(`/api/dashboards/${id}`);
}

export function saveDocument(id: number, document: DashboardDocument, base_version: number): Promise<DashboardVersion> {
  return api.put(`/api/dashboards/${id}/document`, { document, base_version });
}

export function restoreVersion(id: number, version: number): Promise<DashboardVersion> {
  return api.post(`/api/dashboards/${id}/versions/${version}/restore`);
}
