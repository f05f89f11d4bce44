import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { allauth } from "@/shared/auth/allauth";

type Schemas = components["schemas"];
export type Session = Schemas["SessionOut"];

interface EmailAddress {
  email: string;
  verified: boolean;
  primary: boolean;
}

export const emailsQuery = queryOptions({
  queryKey: ["account", "emails"],
  queryFn: () => allauth<EmailAddress[]>("GET", "account/email"),
});

/** What proves, beside the password, that it is this person. */
export type Authenticator =
  | { type: "totp"; created_at: number; last_used_at: number | null }
  | { type: "recovery_codes"; created_at: number; total_code_count: number; unused_code_count: number }
  | { type: "webauthn"; id: number; name: string; created_at: number; last_used_at: number | null };

export const authenticatorsQuery = queryOptions({
  queryKey: ["account", "authenticators"],
  queryFn: () => allauth<Authenticator[]>("GET", "account/authenticators"),
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: ({ signal }) => api.get<Session[]>("/api/sessions", {}, signal),
});

/** Whether there is a password here to change; people of a directory have theirs there. */
export const hasPasswordQuery = queryOptions({
  queryKey: ["account", "has-password"],
  queryFn: async () => {
    const { user } = await allauth<{ user: { has_usable_password?: boolean } }>("GET", "auth/session");
    return user.has_usable_password ?? true;
  },
});
