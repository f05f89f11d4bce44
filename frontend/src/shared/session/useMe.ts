import { queryOptions, useQuery } from "@tanstack/react-query";
import { ApiError } from "../api/ApiError";
import { api } from "../api/client";
import type { Me, Permission } from "../api/types";
import { currentOrganizationId, rememberOrganization } from "./currentOrganization";

/** Who is signed in; null means nobody. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await readMe(signal);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.family === "signed_out") return null;
      if (!currentOrganizationId() || !["missing", "forbidden"].includes(error.family)) throw error;
      // The remembered organization is gone or no longer ours: fall back to the first one.
      rememberOrganization(null);
      return await readMe(signal);
    }
  },
  staleTime: 5 * 60_000,
});

async function readMe(signal: AbortSignal): Promise<Me> {
  const me = await api.get<Me>("/api/me", {}, signal);
  rememberOrganization(me.organization.id);
  return me;
}

export function useMe(): Me | null | undefined {
  return useQuery(meQuery).data;
}

/** The same about the organization or any part of it: enough to offer what then asks where. */
export function useCanSomewhere(): (permission: Permission) => boolean {
  const permissions = useMe()?.organization.permissions_somewhere;
  return (permission) => permissions?.includes(permission) ?? false;
}

/** `const can = useCan(); can("edit_flows")` — what is not allowed is left out of the page. */
export function useCan(): (permission: Permission) => boolean {
  const permissions = useMe()?.organization.permissions;
  return (permission) => permissions?.includes(permission) ?? false;
}
