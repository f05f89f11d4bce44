import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client";
import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type ApiKey = Omit<Schemas["ApiKeyOut"], "status"> & { status: "active" | "expired" | "revoked" };
export type IssuedKey = Schemas["ApiKeyIssuedOut"];

/** One's own keys, or somebody's. */
export const keysQuery = (path: string) =>
  queryOptions({
    queryKey: ["api-keys", path],
    queryFn: ({ signal }) => api.get<ApiKey[]>(path, {}, signal),
  });
