import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type {
  AuditChoices,
  AuditPage,
  Explanation,
  Invitation,
  Mail,
  MailText,
  PermissionInfo,
  Person,
  ProfileDetail,
  ProfileSummary,
} from "./types";

export const ROWS_A_PAGE = 50;
/** More profiles than an organization may have. */
const ALL_PROFILES = 500;

export const usersQuery = (search: string, offset: number) =>
  queryOptions({
    queryKey: ["users", "list", search, offset],
    queryFn: ({ signal }) => api.get<Page<Person>>("/api/users", { search, offset, limit: ROWS_A_PAGE }, signal),
    placeholderData: keepPreviousData,
  });

export const userQuery = (id: number) =>
  queryOptions({
    queryKey: ["users", "one", id],
    queryFn: ({ signal }) => api.get<Person>(`/api/users/${id}`, {}, signal),
    enabled: Number.isInteger(id),
  });

export const invitationsQuery = (offset: number) =>
  queryOptions({
    queryKey: ["invitations", offset],
    queryFn: ({ signal }) => api.get<Page<Invitation>>("/api/invitations", { offset, limit: ROWS_A_PAGE }, signal),
    placeholderData: keepPreviousData,
  });

export const profilesQuery = queryOptions({
  queryKey: ["profiles", "list"],
  queryFn: ({ signal }) => api.get<Page<ProfileSummary>>("/api/profiles", { limit: ALL_PROFILES }, signal),
});

export const profileQuery = (id: number) =>
  queryOptions({
    queryKey: ["profiles", "one", id],
    queryFn: ({ signal }) => api.get<ProfileDetail>(`/api/profiles/${id}`, {}, signal),
  });

/** What an access entry can name. */
export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: ({ signal }) => api.get<PermissionInfo[]>("/api/permissions", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export interface Question {
  user: number | null;
  node: string;
  permission: string;
  door: string;
}

export const explanationQuery = (question: Question) =>
  queryOptions({
    queryKey: ["explain", question],
    queryFn: ({ signal }) => api.get<Explanation>("/api/explain", { ...question }, signal),
    enabled: question.user !== null,
  });

export interface AuditFilter {
  search: string;
  action: string;
  kind: string;
  actor: string;
  from: string;
  to: string;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", "entries", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditPage>("/api/audit", { ...filter, after: pageParam, limit: ROWS_A_PAGE }, signal),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const auditChoicesQuery = queryOptions({
  queryKey: ["audit", "choices"],
  queryFn: ({ signal }) => api.get<AuditChoices>("/api/audit/choices", {}, signal),
  staleTime: 60_000,
});

export const outboxQuery = (offset: number) =>
  queryOptions({
    queryKey: ["outbox", "list", offset],
    queryFn: ({ signal }) => api.get<Page<Mail>>("/api/outbox", { offset, limit: ROWS_A_PAGE }, signal),
    // Whoever waits for a mail sees it come.
    refetchInterval: 5_000,
    placeholderData: keepPreviousData,
  });

export const mailQuery = (id: number) =>
  queryOptions({
    queryKey: ["outbox", "one", id],
    queryFn: ({ signal }) => api.get<MailText>(`/api/outbox/${id}`, {}, signal),
  });
