import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Credential = components["schemas"]["CredentialOut"];
export type IssuedToken = components["schemas"]["TokenOut"];
export type IssuedCertificate = components["schemas"]["IssuedCertificateOut"];
export type CertificateTrial = components["schemas"]["CertificateTrialOut"];

export const credentialsQuery = (deviceId: number) =>
  queryOptions({
    queryKey: ["devices", "credentials", deviceId],
    queryFn: ({ signal }) => api.get<Credential[]>(`/api/devices/${deviceId}/credentials`, {}, signal),
    refetchInterval: 30_000,
  });

export function reloadCredentials(queries: QueryClient, deviceId: number): Promise<void> {
  return queries.invalidateQueries({ queryKey: credentialsQuery(deviceId).queryKey });
}
