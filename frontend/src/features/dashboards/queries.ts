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

export type DashboardPatch = Schemas["DashboardPatch"];

export function changeDashboard(id: number, change: DashboardPatch): Promise<DashboardSummary> {
  return api.patch(`/api/dashboards/${id}`, change);
}

export function deleteDashboard(id: number): Promise<void> {
  return api.delete(`/api/dashboards/${id}`);
}

export type DashboardChange = Schemas["DashboardChangeOut"];
export type Merge = Schemas["DashboardMergeOut"];

export function saveDraft(
  id: number,
  draft: { document: DashboardDocument; base_version: number; base?: number },
): Promise<{ version: number }> {
  return api.put(`/api/dashboards/${id}/draft`, draft);
}

export function discardDraft(id: number, base_version: number): Promise<void> {
  return api.delete(`/api/dashboards/${id}/draft?base_version=${base_version}`);
}

export function publish(id: number, base_version: number, message: string): Promise<Schemas["DashboardPublishedOut"]> {
  return api.post(`/api/dashboards/${id}/publish`, { base_version, message });
}

interface MergeQuestion {
  base: DashboardDocument | number;
  mine: DashboardDocument;
  isPublished: boolean;
  choices?: Record<string, "mine" | "theirs">;
}

/** Mine and theirs in one document, and what both changed differently. Nothing is stored. */
export function merge(
  id: number,
  { base, mine, isPublished, choices = {} }: MergeQuestion,
  signal?: AbortSignal,
): Promise<Merge> {
  const theirs = isPublished ? "published" : "draft";
  return api.post(`/api/dashboards/${id}/merge`, { base, mine, choices, theirs }, { signal });
}

/** `draftVersion` makes the question another one when the draft is. */
export function changesQuery(id: number, before: number | string, after: number | string, draftVersion = 0) {
  return queryOptions({
    queryKey: ["dashboards", id, "changes", before, after, draftVersion],
    queryFn: ({ signal }) =>
      api.get<Schemas["DashboardChangesOut"]>(`/api/dashboards/${id}/changes`, { before, after }, signal),
  });
}

export function versionQuery(id: number, version: number) {
  return queryOptions({
    queryKey: ["dashboards", id, "version", version],
    queryFn: ({ signal }) =>
      api.get<Schemas["VersionDetailOut"]>(`/api/dashboards/${id}/versions/${version}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function restoreVersion(id: number, version: number): Promise<DashboardVersion> {
  return api.post(`/api/dashboards/${id}/versions/${version}/restore`);
}

export function sharesQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", id, "shares"],
    queryFn: ({ signal }) => api.get<Shares>(`/api/dashboards/${id}/shares`, {}, signal),
    // The form begins with what it is told: an answer of before would take back what somebody else has shared since.
    gcTime: 0,
  });
}

export function saveShares(id: number, profile_ids: number[]): Promise<Shares> {
  return api.put(`/api/dashboards/${id}/shares`, { profile_ids });
}

export type PublicLink = Schemas["PublicLinkOut"];
export type PublicLinkMade = Schemas["PublicLinkMadeOut"];
export type PublicLinkWish = Schemas["PublicLinkIn"];

export function publicLinksQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", id, "public-links"],
    queryFn: ({ signal }) => api.get<PublicLink[]>(`/api/dashboards/${id}/public-links`, {}, signal),
  });
}

export function makePublicLink(id: number, wish: Partial<PublicLinkWish>): Promise<PublicLinkMade> {
  return api.post(`/api/dashboards/${id}/public-links`, wish);
}

/** What is absent stays as it is. */
export function changePublicLink(id: number, linkId: number, change: Partial<PublicLinkWish>): Promise<PublicLink> {
  return api.patch(`/api/dashboards/${id}/public-links/${linkId}`, change);
}

export function revokePublicLink(id: number, linkId: number): Promise<void> {
  return api.delete(`/api/dashboards/${id}/public-links/${linkId}`);
}

export function markFavourite(id: number, isOn: boolean): Promise<unknown> {
  return isOn ? api.put(`/api/dashboards/${id}/favourite`, {}) : api.delete(`/api/dashboards/${id}/favourite`);
}

export type DashboardTemplate = Schemas["DashboardTemplateOut"];

export const templatesQuery = queryOptions({
  queryKey: ["dashboards", "templates"],
  queryFn: ({ signal }) => api.get<DashboardTemplate[]>("/api/dashboard-templates", {}, signal),
});

export function saveTemplate(
  id: number,
  template: { name: string; description: string; document: DashboardDocument },
): Promise<DashboardTemplate> {
  return api.post(`/api/dashboards/${id}/templates`, template);
}

/** `key` is “own:<id>”: the ready ones stay. */
export function deleteTemplate(key: string): Promise<void> {
  return api.delete(`/api/dashboard-templates/${key.replace("own:", "")}`);
}

export function exportDashboard(
  id: number,
  format: "yaml" | "json",
  document: DashboardDocument,
): Promise<Schemas["DashboardTextOut"]> {
  return api.post(`/api/dashboards/${id}/export`, { format, document });
}

export function readDashboardText(text: string): Promise<Schemas["DashboardReadOut"]> {
  return api.post("/api/dashboard-texts/read", { text });
}

/** The data flow of the dashboard, made when there is none yet. */
export function ensureFlow(id: number): Promise<Schemas["DashboardFlowOut"]> {
  return api.post(`/api/dashboards/${id}/flow`);
}
