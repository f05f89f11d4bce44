import { ApiError } from "../api/ApiError";
import { call } from "../api/client";

const BASE = "/_allauth/browser/v1";

/** Something that can or must be done next to be signed in. */
export interface AuthFlow {
  id: string;
  is_pending?: boolean;
  /** Kinds of second factor that this person has. */
  types?: string[];
}

interface AuthCall {
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call to the doors of signing in; what they send stands in `data`. */
export async function allauth<T>(method: string, path: string, options: AuthCall = {}): Promise<T> {
  const answer = await call<{ data?: T } | undefined>(method, `${BASE}/${path}`, options);
  return answer?.data as T; // the doors have no schema: the caller names the shape that their manual promises
}

/** What the server asks for before it lets somebody in; empty when that is not why it refused. */
export function flowsOf(error: unknown): AuthFlow[] {
  if (!(error instanceof ApiError) || error.status !== 401) return [];
  const { data } = (error.detail ?? {}) as { data?: { flows?: AuthFlow[] } };
  return data?.flows ?? [];
}

export function pendingFlow(error: unknown): AuthFlow | undefined {
  return flowsOf(error).find((flow) => flow.is_pending);
}

/**
 * The doors answer 401 to everybody who is not signed in, also after they did what was asked: a new password, a
 * confirmed address.
 */
export function isDoneButSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
