import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";

type Schemas = components["schemas"];

export type Playlist = Schemas["PlaylistOut"];
export type PlaylistDraft = Required<Schemas["PlaylistIn"]>;
export type PlaylistItem = Schemas["PlaylistItemOut"];

export const playlistsQuery = queryOptions({
  queryKey: ["dashboards", "playlists"],
  queryFn: ({ signal }) => api.get<Page<Playlist>>("/api/playlists", { limit: 200 }, signal),
});

export function playlistQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", "playlists", id],
    queryFn: ({ signal }) => api.get<Playlist>(`/api/playlists/${id}`, {}, signal),
    // A wall runs for weeks: what is changed at the desk comes to it.
    refetchInterval: 60_000,
  });
}

export function savePlaylist(id: number | null, draft: PlaylistDraft): Promise<Playlist> {
  return id === null ? api.post("/api/playlists", draft) : api.patch(`/api/playlists/${id}`, draft);
}

export function deletePlaylist(id: number): Promise<void> {
  return api.delete(`/api/playlists/${id}`);
}
