export const EXPIRIES = ["day", "week", "month", "year", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number];

const DAY_MS = 86_400_000;
const DAYS: Record<Exclude<Expiry, "never">, number> = { day: 1, week: 7, month: 30, year: 365 };

/** When a link that is made now ends; null: never. */
export function expiresAt(expiry: Expiry, now_ms: number): string | null {
  return expiry === "never" ? null : new Date(now_ms + DAYS[expiry] * DAY_MS).toISOString();
}

const ESCAPES: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

/** What is put into another site's page to show the dashboard there. */
export function embedCode(address: string, title: string): string {
  const text = title.replace(/[&"<>]/g, (letter) => ESCAPES[letter] ?? letter);
  return `<iframe src="${address}?embed=1" title="${text}" width="100%" height="600" style="border:0" loading="lazy"></iframe>`;
}
