import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { Block, FlowDocument } from "./graph/document";
import type {
  BlockTypes,
  Checked,
  DebugMessage,
  Draft,
  Flow,
  FlowSource,
  FlowStatus,
  Problem,
  Revision,
  RevisionDetail,
  ToldPorts,
} from "./types";

export const FLOWS_A_PAGE = 50;

export const blocksQuery = queryOptions({
  queryKey: ["blocks"],
  queryFn: ({ signal }) => api.get<BlockTypes>("/api/blocks", {}, signal),
  // The catalogue changes with the program only.
  staleTime: Number.POSITIVE_INFINITY,
});

export const flowsQuery = (search: string, offset: number) =>
  queryOptions({
    queryKey: ["flows", "list", search, offset],
    queryFn: ({ signal }) => api.get<Page<Flow>>("/api/flows", { search, offset, limit: FLOWS_A_PAGE }, signal),
  });

export const flowQuery = (id: number) =>
  queryOptions({ queryKey: ["flows", id], queryFn: ({ signal }) => api.get<Flow>(`/api/flows/${id}`, {}, signal) });

export const flowStatusQuery = (id: number) =>
  queryOptions({
    queryKey: ["flows", id, "status"],
    queryFn: ({ signal }) => api.get<FlowStatus>(`/api/flows/${id}/status`, {}, signal),
    refetchInterval: 10_000,
  });

/** Opening always asks anew: an old draft would meet the first save with a conflict. */
export const draftQuery = (id: number) =>
  queryOptions({
    queryKey: ["flows", id, "draft"],
    queryFn: ({ signal }) => api.get<Draft>(`/api/flows/${id}/draft`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const revisionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["flows", id, "revisions"],
    queryFn: ({ signal }) => api.get<Page<Revision>>(`/api/flows/${id}/revisions`, { limit: 200 }, signal),
  });

/** Revisions never change, so one answer lasts. */
export const revisionQuery = (id: number, number: number) =>
  queryOptions({
    queryKey: ["flows", id, "revisions", number],
    queryFn: ({ signal }) => api.get<RevisionDetail>(`/api/flows/${id}/revisions/${number}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const sourceQuery = (id: number) =>
  queryOptions({
    queryKey: ["flows", id, "source"],
    queryFn: ({ signal }) => api.get<FlowSource>(`/api/flows/${id}/source`, {}, signal),
  });

export const debugQuery = (id: number) =>
  queryOptions({
    queryKey: ["flows", id, "debug"],
    queryFn: ({ signal }) => api.get<readonly DebugMessage[]>(`/api/flows/${id}/debug`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const createFlow = (flow: { name: string; description?: string; document?: FlowDocument }) =>
  api.post<Flow>("/api/flows", flow);

export const changeFlow = (id: number, change: Partial<Pick<Flow, "name" | "description" | "is_enabled">>) =>
  api.patch<Flow>(`/api/flows/${id}`, change);

export const deleteFlow = (id: number) => api.delete(`/api/flows/${id}`);

export const saveDraft = (id: number, document: FlowDocument, base_version: number) =>
  api.put<Draft>(`/api/flows/${id}/draft`, { document, base_version });

export const checkDocument = (id: number, document: FlowDocument) =>
  api.post<Checked>(`/api/flows/${id}/validate`, { document });

export const deployFlow = (id: number, message: string, base_version: number) =>
  api.post<Revision>(`/api/flows/${id}/deploy`, { message, base_version });

export const restoreRevision = (id: number, number: number) =>
  api.post<Draft>(`/api/flows/${id}/revisions/${number}/restore`);

export const askPorts = (blocks: Readonly<Record<string, Block>>) =>
  api.post<{ blocks: ToldPorts & Record<string, { problems: Problem[] }> }>("/api/blocks/ports", {
    blocks: Object.fromEntries(
      Object.entries(blocks).map(([id, { type, version, params }]) => [id, { type, version, params }]),
    ),
  });
