export type ClaimState = "open" | "used_up" | "expired" | "revoked";

interface Claim {
  revoked_at: string | null;
  expires_at: string;
  used: number;
  max_devices: number;
}

/** Why a code still lets devices in, or no longer does. */
export function claimState({ revoked_at, expires_at, used, max_devices }: Claim, now: number): ClaimState {
  if (revoked_at) return "revoked";
  if (Date.parse(expires_at) <= now) return "expired";
  return used >= max_devices ? "used_up" : "open";
}
