/** What the person in front of the screen can do about it decides the family. */
export type ErrorFamily = "refused" | "forbidden" | "missing" | "conflict" | "unavailable" | "signed_out" | "bug";

export interface ApiErrorFields {
  status: number;
  message: string;
  code?: string | null;
  field?: string | null;
  path?: string;
  detail?: unknown;
}

/** Codes of answers that say: somebody else was faster. */
const FASTER = new Set(["conflict", "stale", "already_acknowledged"]);

/** The one error that server calls throw. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string | null;
  /** Name of the input that was refused, where one was. */
  readonly field: string | null;
  readonly path: string;
  /** The whole answer, for example the newer document that came with a conflict. */
  readonly detail: unknown;

  constructor({ status, message, code = null, field = null, path = "", detail }: ApiErrorFields) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.path = path;
    this.detail = detail;
  }

  get family(): ErrorFamily {
    if (this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504) return "unavailable";
    if (this.status === 401) return "signed_out";
    if (this.status === 403) return "forbidden";
    if (this.status === 404) return "missing";
    // Other refusals of the state that things are in, “still in use” say, are for the person to mend.
    if (this.status === 409 && FASTER.has(this.code ?? "conflict")) return "conflict";
    if (this.status >= 400 && this.status < 500) return "refused";
    return "bug";
  }
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError({ status: 500, message });
}
