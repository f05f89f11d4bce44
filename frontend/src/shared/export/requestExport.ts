import { call, errorFrom, headersFor } from "../api/client";
import { saveBlob } from "../api/download";
import type { ExportDefinition, ExportJob } from "./types";

interface Wish {
  definition: ExportDefinition;
  name: string;
  wantsMail: boolean;
}

/** Ask for an export. A small one is saved at once and answers null; a large one answers its job. */
export async function requestExport({ definition, name, wantsMail }: Wish): Promise<ExportJob | null> {
  const path = "/api/exports";
  const body = { ...definition, name, wants_mail: wantsMail, delivery: wantsMail ? "job" : "auto" };
  if (wantsMail) return await call<ExportJob>("POST", path, { body });
  const response = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: headersFor("POST", body),
    body: JSON.stringify(body),
  });
  const isJson = response.headers.get("Content-Type")?.includes("application/json") ?? false;
  if (!response.ok) {
    const text = await response.text();
    throw errorFrom(response, isJson ? JSON.parse(text) : text, path);
  }
  if (isJson) return (await response.json()) as ExportJob; // promised by the API schema
  saveBlob(await response.blob(), fileNameOf(response) ?? `${name || "export"}.${definition.format}`);
  return null;
}

/** The name that the server gave the file. */
export function fileNameOf(response: Response): string | null {
  const header = response.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(header)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="((?:[^"\\]|\\.)*)"/.exec(header)?.[1]?.replace(/\\(.)/g, "$1") ?? null;
}
