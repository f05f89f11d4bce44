import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";
import type { DashboardDocument } from "./document/dashboardDocument";

type Schemas = components["schemas"];

export type DashboardSummary = Schemas["DashboardOut"];
/** Its document is not trusted: `parseDocument` reads it. */
export type DashboardDetail = Schemas["DashboardDetailOut"];
export type DashboardVersion = Schemas["VersionOut"];
export type Shares = Schemas["SharesOut"];
export type NewDashboard = Schemas["DashboardIn"];

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

export type DashboardChange = Schemas["DashboardPatch"];

export function changeDashboard(id: number, change: DashboardChange): Promise<DashboardSummary> {
  return api.patch(`/api/dashboards/${id}`, change);
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

export function sharesQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", id, "shares"],
    queryFn: ({ signal }) => api.get<Shares>(`/api/dashboards/${id}/shares`, {}, signal),
  });
}

export function saveShares(id: number, profile_ids: number[]): Promise<Shares> {
  return api.put(`/api/dashboards/${id}/shares`, { profile_ids });
}

export function markFavourite(id: number, isOn: boolean): Promise<unknown> {
  return isOn ? api.put(`/api/dashboards/${id}/favourite`, {}) : api.delete(`/api/dashboards/${id}/favourite`);
}
