import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";

interface FileAnswer {
  id: number;
  name: string;
  active: { id: number; sha256: string; size: number } | null;
}

/** More than this no page should hold in memory. */
const LARGEST_BYTES = 50 * 1024 * 1024;

export interface FoundFile {
  name: string;
  /** An address of this page alone; null when the file cannot be shown. */
  url: string | null;
  problem: "noVersion" | "noMedia" | "tooLarge" | null;
}

/** Downloads never say that they are pictures (they could be pages of somebody): the first bytes tell what they are. */
const BEGINNINGS: readonly [type: string, begins: readonly number[], at: number][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47], 0],
  ["image/jpeg", [0xff, 0xd8, 0xff], 0],
  ["image/gif", [0x47, 0x49, 0x46, 0x38], 0],
  ["image/webp", [0x57, 0x45, 0x42, 0x50], 8],
  ["image/avif", [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66], 4],
  ["video/mp4", [0x66, 0x74, 0x79, 0x70], 4],
  ["video/webm", [0x1a, 0x45, 0xdf, 0xa3], 0],
];

export function mediaTypeOf(bytes: Uint8Array): string | null {
  const known = BEGINNINGS.find(([, begins, at]) => begins.every((byte, i) => bytes[at + i] === byte));
  if (known) return known[0];
  // Drawn as a picture, an SVG runs no script and asks for nothing.
  const start = new TextDecoder()
    .decode(bytes.slice(0, 500))
    .replace(/^\ufeff/, "")
    .trimStart()
    .toLowerCase();
  return start.startsWith("<svg") || (start.startsWith("<?xml") && start.includes("<svg")) ? "image/svg+xml" : null;
}

/** The active version of a device's file as a picture or film; asked again so that a new version shows by itself. */
export const deviceFileQuery = (id: number, every_s: number) =>
  queryOptions({
    queryKey: ["files", id, "shown"],
    queryFn: async ({ signal, client, queryKey }): Promise<FoundFile & { sha256: string }> => {
      const file = await api.get<FileAnswer>(`/api/files/${id}`, {}, signal);
      const nothing = { name: file.name, url: null, sha256: file.active?.sha256 ?? "" };
      if (!file.active) return { ...nothing, problem: "noVersion" };
      const before = client.getQueryData<FoundFile & { sha256: string }>(queryKey);
      if (before?.sha256 === file.active.sha256) return before;
      if (file.active.size > LARGEST_BYTES) return { ...nothing, problem: "tooLarge" };
      const answer = await fetch(`/api/files/${id}/versions/${file.active.id}/content`, { signal });
      if (!answer.ok) throw new ApiError({ status: answer.status, message: answer.statusText });
      const blob = await answer.blob();
      const type = mediaTypeOf(new Uint8Array(await blob.slice(0, 512).arrayBuffer()));
      if (!type) return { ...nothing, problem: "noMedia" };
      if (before?.url) URL.revokeObjectURL(before.url);
      return { ...nothing, url: URL.createObjectURL(new Blob([blob], { type })), problem: null };
    },
    refetchInterval: every_s > 0 ? every_s * 1000 : false,
    staleTime: Math.max(every_s, 5) * 1000,
    gcTime: Number.POSITIVE_INFINITY,
  });
