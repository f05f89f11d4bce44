import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { FlowDocument } from "../graph/document";
import type { Problem } from "../types";

export type TextFormat = "yaml" | "json";

/** What a text says, with the ids that its names have here. */
export interface ReadText {
  readonly kind: "flow" | "subflow";
  readonly name: string;
  readonly description: string;
  readonly document: FlowDocument;
  readonly problems: readonly Problem[];
}

export interface Starter {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly document: FlowDocument;
}

export const startersQuery = queryOptions({
  queryKey: ["flow-templates"],
  queryFn: ({ signal }) => api.get<readonly Starter[]>("/api/flow-templates", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const writeText = (kind: "flow" | "subflow", id: number, document: FlowDocument, format: TextFormat) =>
  api.post<{ text: string; file_name: string }>(`/api/${kind}s/${id}/export`, { document, format });

export const readText = (text: string) => api.post<ReadText>("/api/flow-texts/read", { text });
