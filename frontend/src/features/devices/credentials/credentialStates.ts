import type { Credential } from "./credentialQueries";

/** Still of use, and those that are over. */
export function parted(credentials: readonly Credential[]): { living: Credential[]; ended: Credential[] } {
  const isOver = ({ state }: Credential) => state === "revoked" || state === "expired";
  return { living: credentials.filter((one) => !isOver(one)), ended: credentials.filter(isOver) };
}

/** Its name, or what one can tell it by. */
export function nameOf({ name, hint }: Pick<Credential, "name" | "hint">): string {
  return name || `…${hint}`;
}

export type Warning = { kind: "expiring"; days: number } | { kind: "expired" };

/**
 * What a person should do something about: the device's best certificate ends soon or is over. One that was renewed, or
 * stands beside a longer one, worries nobody; a device with a working token may do without.
 */
export function warningOf(credentials: readonly Credential[]): Warning | null {
  const certificates = credentials.filter(({ kind, state }) => kind === "certificate" && state !== "revoked");
  if (certificates.length === 0 || certificates.some(({ state }) => state === "valid")) return null;
  const expiring = certificates.filter(({ state }) => state === "expiring");
  if (expiring.length > 0) {
    return { kind: "expiring", days: Math.max(0, ...expiring.map(({ expires_in_days }) => expires_in_days ?? 0)) };
  }
  const hasToken = credentials.some(
    ({ kind, state }) => kind === "token" && state !== "revoked" && state !== "expired",
  );
  return hasToken ? null : { kind: "expired" };
}
