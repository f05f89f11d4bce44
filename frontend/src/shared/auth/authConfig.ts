import { queryOptions } from "@tanstack/react-query";
import { allauth } from "./allauth";

export interface AuthProvider {
  id: string;
  name: string;
  flows: string[];
}

interface AuthConfig {
  socialaccount?: { providers: AuthProvider[] };
  mfa?: { supported_types: string[]; passkey_login_enabled: boolean };
}

/** Which ways of signing in this Sluice offers. Asking also sets the CSRF cookie that a first visit lacks. */
export const authConfigQuery = queryOptions({
  queryKey: ["auth", "config"],
  queryFn: async () => (await allauth<AuthConfig | undefined>("GET", "config")) ?? {},
  staleTime: 5 * 60_000,
});
