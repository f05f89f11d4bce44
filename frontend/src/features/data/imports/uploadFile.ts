import { addressOf, api, errorFrom, headersFor } from "@/shared/api/client";
import { localZone } from "@/shared/export/types";
import type { ImportJob } from "../types";

/** Small enough that a piece which breaks off costs a moment only. */
const PIECE_BYTES = 2 * 1024 * 1024;
const MOST_TRIES = 4;

/** Announce a file and send it in pieces; a piece that breaks off is sent again. */
export async function uploadFile(file: File, tell: (share: number) => void, signal: AbortSignal): Promise<ImportJob> {
  const announced = await api.post<ImportJob>("/api/imports", { file_name: file.name, size_bytes: file.size });
  let row = announced;
  let offset = 0;
  let tries = 0;
  while (offset < file.size) {
    try {
      row = await sendPiece(announced.id, file.slice(offset, offset + PIECE_BYTES), offset, signal);
      offset = row.received_bytes;
      tries = 0;
      tell(offset / file.size);
    } catch (error) {
      tries += 1;
      const isBroken = error instanceof TypeError;
      if (signal.aborted || !isBroken || tries >= MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
    }
  }
  return row;
}

async function sendPiece(id: number, piece: Blob, offset: number, signal: AbortSignal): Promise<ImportJob> {
  const path = `/api/imports/${id}/content`;
  const headers = headersFor("PUT", undefined, { "Content-Type": "text/csv" });
  const response = await fetch(addressOf(path, { offset, time_zone: localZone() }), {
    method: "PUT",
    credentials: "same-origin",
    headers,
    body: piece,
    signal,
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorFrom(response, answer, path);
  return answer as ImportJob; // promised by the API schema
}
