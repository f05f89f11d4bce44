import { ApiError } from "@/shared/api/ApiError";
import { pendingFlow } from "@/shared/auth/allauth";

export type SecondFactor = "totp" | "webauthn" | "recovery_codes";

export type LoginStep =
  | { name: "password" }
  | { name: "second_factor"; kinds: SecondFactor[] }
  | { name: "confirm_email" }
  | { name: "done" };

const KINDS: SecondFactor[] = ["webauthn", "totp", "recovery_codes"];

/** Where the door leads after an answer that was not simply "in"; undefined when it is a failure to show. */
export function stepAfter(error: unknown): LoginStep | undefined {
  // 409: this browser is signed in already, in another tab perhaps.
  if (error instanceof ApiError && error.status === 409) return { name: "done" };
  const flow = pendingFlow(error);
  if (flow?.id === "mfa_authenticate") {
    return { name: "second_factor", kinds: KINDS.filter((kind) => flow.types?.includes(kind)) };
  }
  if (flow?.id === "verify_email") return { name: "confirm_email" };
  return undefined;
}
