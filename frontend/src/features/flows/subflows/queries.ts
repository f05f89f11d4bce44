import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";
import type { FlowDocument } from "../graph/document";
import type { SubflowInfo } from "../graph/subflows";
import type { Checked, Draft, Problem, Revision, RevisionDetail } from "../types";

type Schemas = components["schemas"];

/** The API calls types of ports and params "a string"; `graph/` knows them better. */
export type Subflow = Readonly<Omit<Schemas["SubflowOut"], "inputs" | "outputs" | "params">> & SubflowInfo;
export type SubflowUser = Readonly<Omit<Schemas["SubflowUserOut"], "problems">> & {
  readonly problems: readonly Problem[];
};
export type Preview = Readonly<Omit<Schemas["SubflowPreviewOut"], "users" | "problems">> & {
  readonly users: readonly SubflowUser[];
  readonly problems: readonly Problem[];
};

const MOST = 500;

export const subflowsQuery = (search = "") =>
  queryOptions({
    queryKey: ["subflows", "list", search],
    queryFn: ({ signal }) => api.get<Page<Subflow>>("/api/subflows", { search, limit: MOST }, signal),
  });

export const subflowQuery = (id: number) =>
  queryOptions({
    queryKey: ["subflows", id],
    queryFn: ({ signal }) => api.get<Subflow>(`/api/subflows/${id}`, {}, signal),
  });

/** Opening always asks anew: an old draft would meet the first save with a conflict. */
export const subflowDraftQuery = (id: number) =>
  queryOptions({
    queryKey: ["subflows", id, "draft"],
    queryFn: ({ signal }) => api.get<Draft>(`/api/subflows/${id}/draft`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const subflowRevisionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["subflows", id, "revisions"],
    queryFn: ({ signal }) => api.get<Page<Revision>>(`/api/subflows/${id}/revisions`, { limit: 200 }, signal),
  });

/** Revisions never change, so one answer lasts. */
export const subflowRevisionQuery = (id: number, number: number) =>
  queryOptions({
    queryKey: ["subflows", id, "revisions", number],
    queryFn: ({ signal }) => api.get<RevisionDetail>(`/api/subflows/${id}/revisions/${number}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const subflowUsersQuery = (id: number) =>
  queryOptions({
    queryKey: ["subflows", id, "users"],
    queryFn: ({ signal }) => api.get<readonly SubflowUser[]>(`/api/subflows/${id}/users`, {}, signal),
  });

/** What publishing would do is asked each time the dialog opens. */
export const previewQuery = (id: number, draftVersion: number) =>
  queryOptions({
    queryKey: ["subflows", id, "preview", draftVersion],
    queryFn: ({ signal }) => api.get<Preview>(`/api/subflows/${id}/preview`, {}, signal),
    gcTime: 0,
  });

export const createSubflow = (subflow: { name: string; description?: string; document?: FlowDocument }) =>
  api.post<Subflow>("/api/subflows", subflow);

export const changeSubflow = (id: number, change: Partial<Pick<Subflow, "name" | "description" | "icon" | "color">>) =>
  api.patch<Subflow>(`/api/subflows/${id}`, change);

export const deleteSubflow = (id: number) => api.delete(`/api/subflows/${id}`);

export const saveSubflowDraft = (id: number, document: FlowDocument, base_version: number) =>
  api.put<Draft>(`/api/subflows/${id}/draft`, { document, base_version });

export const checkSubflow = (id: number, document: FlowDocument) =>
  api.post<Checked>(`/api/subflows/${id}/validate`, { document });

export const restoreSubflow = (id: number, number: number) =>
  api.post<Draft>(`/api/subflows/${id}/revisions/${number}/restore`);

interface Publishing {
  readonly message: string;
  readonly base_version: number;
  readonly flows: readonly number[];
  readonly subflows: readonly number[];
}

export const publishSubflow = (id: number, publishing: Publishing) =>
  api.post<Revision>(`/api/subflows/${id}/publish`, publishing);

interface Making {
  readonly name: string;
  readonly document: FlowDocument;
  readonly blocks: readonly string[];
  readonly place: string;
}

export const makeSubflow = (making: Making) =>
  api.post<{ subflow: Subflow; document: FlowDocument; block: string }>("/api/subflows/make", making);
