import { allauth } from "@/shared/auth/allauth";
import type { useAuthenticators } from "./useAuthenticators";

/** What each line of the second factors works with. */
export interface FactorLineProps {
  authenticators: ReturnType<typeof useAuthenticators>;
  showCodes: (codes: string[]) => void;
}

interface RecoveryCodes {
  unused_codes?: string[];
}

/** The codes that are left; without any when they may not be shown again. */
export async function readRecoveryCodes(): Promise<string[]> {
  return (await allauth<RecoveryCodes>("GET", "account/authenticators/recovery-codes")).unused_codes ?? [];
}

/** New codes in place of the old ones. */
export async function renewRecoveryCodes(): Promise<string[]> {
  return (
    (await allauth<RecoveryCodes>("POST", "account/authenticators/recovery-codes", { body: {} })).unused_codes ?? []
  );
}
