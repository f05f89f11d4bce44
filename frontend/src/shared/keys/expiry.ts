export type Expiry = "30" | "90" | "365" | "never" | "day";

const DAY_MS = 86_400_000;

/** When a key ends: after so many days, at the end of a day, or never (null). */
export function expiresAt(expiry: Expiry, day: string, now: Date): string | null {
  if (expiry === "never") return null;
  if (expiry === "day") return new Date(`${day}T23:59:59`).toISOString();
  return new Date(now.getTime() + Number(expiry) * DAY_MS).toISOString();
}
