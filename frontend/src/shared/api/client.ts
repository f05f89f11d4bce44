import i18next from "i18next";
import { language } from "../i18n/i18n";
import { currentOrganizationId } from "../session/currentOrganization";
import { ApiError } from "./ApiError";

type QueryValue = string | number | boolean | null | undefined;
export type Query = Record<string, QueryValue | readonly QueryValue[]>;

export interface CallOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** Longest wait for an answer. */
  timeout_s?: number;
  headers?: Record<string, string>;
}

const signedOutListeners = new Set<() => void>();

/** Called whenever the server no longer knows the session. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text ? `${path}${path.includes("?") ? "&" : "?"}${text}` : path;
}

function cookie(name: string): string | undefined {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

/** What every call carries: the language of the page, the organization, the proof against forged requests. */
export function headersFor(method: string, body: unknown, more: Record<string, string> = {}): Headers {
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language(), ...more });
  // The browser itself names the boundary of a form with files.
  if (body !== undefined && !(body instanceof FormData)) headers.set("Content-Type", "application/json");
  const organization = currentOrganizationId();
  // A page that shows a part of another organization names that one itself.
  if (organization && !headers.has("X-Organization")) headers.set("X-Organization", organization);
  const token = cookie("csrftoken");
  if (method !== "GET" && token) headers.set("X-CSRFToken", token);
  return headers;
}

/** Send one request and hand back the parsed answer; anything but success is thrown as an ApiError. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const { query, body, signal, timeout_s = 30 } = options;
  const limit = AbortSignal.timeout(timeout_s * 1000);
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), {
      method,
      credentials: "same-origin",
      headers: headersFor(method, body, options.headers),
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const message = limit.aborted
      ? i18next.t("shared:error.call.timeout", { seconds: timeout_s })
      : i18next.t("shared:error.call.unreachable");
    throw new ApiError({ status: 0, code: "unreachable", message, path });
  }
  if (response.status === 204) return undefined as T; // the caller's T is void here
  const answer = await parsed(response);
  if (response.ok) return answer as T; // shapes are promised by the API schema that T is generated from
  const error = errorFrom(response, answer, path);
  if (error.family === "signed_out" && !path.startsWith("/_allauth/")) for (const tell of signedOutListeners) tell();
  throw error;
}

async function parsed(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return undefined;
  if (!response.headers.get("Content-Type")?.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

/** What the server's refusal means, in whatever form it came. */
export function errorFrom(response: Response, answer: unknown, path: string): ApiError {
  const status = response.status;
  if (isRecord(answer)) {
    const error = isRecord(answer.error) ? answer.error : {};
    const ours = textOf(error.message);
    if (ours) {
      return new ApiError({
        status,
        message: ours,
        code: textOf(error.code),
        field: textOf(error.field),
        path,
        detail: answer,
      });
    }
    // The sign-in doors of allauth name their errors in a list, request validation in `detail`.
    const list = Array.isArray(answer.errors) ? answer.errors : Array.isArray(answer.detail) ? answer.detail : [];
    const first = list.find(isRecord);
    if (first) {
      const message = textOf(first.message) ?? textOf(first.msg) ?? i18next.t("shared:error.call.refused", { status });
      const place = Array.isArray(first.loc) ? String(first.loc.at(-1)) : textOf(first.param);
      return new ApiError({
        status,
        message,
        code: textOf(first.code) ?? textOf(first.type),
        field: place,
        path,
        detail: answer,
      });
    }
    const detail = textOf(answer.detail);
    if (detail) return new ApiError({ status, message: detail, path, detail: answer });
  }
  const message = i18next.t(status >= 500 ? "shared:error.call.failed" : "shared:error.call.refused", { status });
  return new ApiError({ status, message, path, detail: answer });
}

/** `api.post(path, body, inOrganization(id))`: the call acts in that organization instead of the current one. */
export function inOrganization(id: string | null | undefined): Pick<CallOptions, "headers"> {
  return id ? { headers: { "X-Organization": id } } : {};
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>("GET", path, { query, signal }),
  post: <T>(path: string, body: unknown = {}, options: Omit<CallOptions, "body"> = {}) =>
    call<T>("POST", path, { ...options, body }),
  put: <T>(path: string, body: unknown) => call<T>("PUT", path, { body }),
  patch: <T>(path: string, body: unknown) => call<T>("PATCH", path, { body }),
  delete: (path: string) => call<void>("DELETE", path),
};
