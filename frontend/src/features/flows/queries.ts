import { queryOptions } from "@tanstack/react-query";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { Block, FlowDocument, FlowTest } from "./graph/document";
import type {
  BlockTypes,
  Checked,
  DebugMessage,
  Draft,
  Flow,
  FlowSource,
  FlowStatus,
  LostState,
  NextTrace,
  Problem,
  Revision,
  RevisionDetail,
  SourceSample,
  TestResults,
  ToldPorts,
  Trace,
  TraceSummary,
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

/** The document as a flow of its own, under the first free name. */
export const createCopy = async (name: string, document: FlowDocument, number = 1): Promise<Flow> => {
  try {
    return await createFlow({ name: `${name.slice(0, 90)} (${number === 1 ? "copy" : `copy ${number}`})`, document });
  } catch (error) {
    if (asApiError(error).code !== "taken" || number >= 50) throw error;
    return await createCopy(name, document, number + 1);
  }
};

export const changeFlow = (id: number, change: Partial<Pick<Flow, "name" | "description" | "is_enabled">>) =>
  api.patch<Flow>(`/api/flows/${id}`, change);

export const deleteFlow = (id: number) => api.delete(`/api/flows/${id}`);

export const saveDraft = (id: number, document: FlowDocument, base_version: number) =>
  api.put<Draft>(`/api/flows/${id}/draft`, { document, base_version });

export const checkDocument = (id: number, document: FlowDocument) =>
  api.post<Checked>(`/api/flows/${id}/validate`, { document });

export const deployFlow = (id: number, message: string, base_version: number, despite_tests = false) =>
  api.post<Revision>(`/api/flows/${id}/deploy`, { message, base_version, despite_tests });

/** Stored samples that the draft hears, of one device, up to a moment. */
export const sourceSamplesQuery = (id: number, device_id: number | null, before: string) =>
  queryOptions({
    queryKey: ["flows", id, "samples", device_id, before],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly SourceSample[]; before: number | null }>(
        `/api/flows/${id}/samples`,
        { device_id, before, limit: 100 },
        signal,
      ),
    gcTime: 0,
    retry: false,
  });

export const tracesQuery = (id: number) =>
  queryOptions({
    queryKey: ["flows", id, "traces"],
    queryFn: ({ signal }) => api.get<readonly TraceSummary[]>(`/api/flows/${id}/traces`, {}, signal),
  });

export const readTrace = (id: number, trace: string) => api.get<Trace>(`/api/flows/${id}/traces/${trace}`);

export interface TraceOrder {
  readonly block: string;
  readonly port?: string;
  readonly metric_id?: number;
  readonly device_id?: number | null;
  readonly at?: number;
  readonly value?: unknown;
  readonly document: FlowDocument;
}

export const makeTrace = (id: number, order: TraceOrder) => api.post<Trace>(`/api/flows/${id}/traces`, order);

export const traceNext = (id: number, device_id: number | null) =>
  api.post<NextTrace>(`/api/flows/${id}/next-trace`, { device_id });

export const stopWaiting = (id: number, wish: string) => api.delete(`/api/flows/${id}/next-trace/${wish}`);

export const runTests = (id: number, document: FlowDocument, names?: readonly string[]) =>
  api.post<TestResults>(`/api/flows/${id}/tests/run`, { document, ...(names ? { names } : {}) });

export interface TestOrder {
  readonly name?: string;
  readonly trace_id?: string;
  readonly device_id?: number | null;
  readonly from?: string;
  readonly to?: string;
  readonly document: FlowDocument;
}

export const makeTest = (id: number, order: TestOrder) =>
  api.post<{ test: FlowTest; note: string }>(`/api/flows/${id}/tests/make`, order);

export const restoreRevision = (id: number, number: number) =>
  api.post<Draft>(`/api/flows/${id}/revisions/${number}/restore`);

export const rollBack = (id: number, number: number, message: string) =>
  api.post<Revision>(`/api/flows/${id}/revisions/${number}/deploy`, { message });

export const readDraft = (id: number) => api.get<Draft>(`/api/flows/${id}/draft`);

export const lostStateQuery = (id: number, document: FlowDocument) =>
  queryOptions({
    queryKey: ["flows", id, "lost-state", document],
    queryFn: () => api.post<readonly LostState[]>(`/api/flows/${id}/lost-state`, { document }),
    gcTime: 0,
  });

export const askPorts = (blocks: Readonly<Record<string, Block>>) =>
  api.post<{ blocks: ToldPorts & Record<string, { problems: Problem[] }> }>("/api/blocks/ports", {
    blocks: Object.fromEntries(
      Object.entries(blocks).map(([id, { type, version, params }]) => [id, { type, version, params }]),
    ),
  });
