import { queryOptions } from "@tanstack/react-query";
import { call, inOrganization } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";

export type ClaimCode = components["schemas"]["ClaimCodeOut"];
export type NewClaimCode = components["schemas"]["NewClaimCodeOut"];

const SHOWN = 200;

export const claimCodesQuery = (organizationId?: string) =>
  queryOptions({
    queryKey: ["claim-codes", organizationId],
    queryFn: ({ signal }) =>
      call<Page<ClaimCode>>("GET", "/api/claim-codes", {
        query: { limit: SHOWN },
        signal,
        ...inOrganization(organizationId),
      }),
  });
