import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";

type Schemas = components["schemas"];

export type Replay = Readonly<Schemas["ReplayOut"]>;
export type ReplayDetail = Readonly<Schemas["ReplayDetailOut"]>;
export type ReplayResult = Readonly<Schemas["ReplayResultOut"]>;
export type ReplaySide = Readonly<Schemas["ReplaySideOut"]>;
export type ReplayPair = Readonly<Schemas["ReplayPairOut"]>;
export type ReplayCurve = Readonly<Schemas["ReplayCurveOut"]>;
export type ReplayWanted = Schemas["ReplayIn"];

const LOOK_AGAIN_MS = 700;

export function isOpen(replay: Replay): boolean {
  return replay.status === "waiting" || replay.status === "running";
}

/** The one that was asked for last; people look at nothing older. */
export const lastReplayQuery = (flowId: number) =>
  queryOptions({
    queryKey: ["flows", flowId, "replays"],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Replay>>(`/api/flows/${flowId}/replays`, { limit: 1 }, signal)).items[0] ?? null,
  });

export const replayQuery = (flowId: number, id: number) =>
  queryOptions({
    queryKey: ["flows", flowId, "replays", id],
    queryFn: ({ signal }) => api.get<ReplayDetail>(`/api/flows/${flowId}/replays/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : LOOK_AGAIN_MS),
  });

export const startReplay = (flowId: number, wanted: Partial<ReplayWanted>) =>
  api.post<Replay>(`/api/flows/${flowId}/replays`, wanted);

export const cancelReplay = (flowId: number, id: number) =>
  api.post<Replay>(`/api/flows/${flowId}/replays/${id}/cancel`);
