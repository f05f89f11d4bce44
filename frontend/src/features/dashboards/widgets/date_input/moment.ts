import type { SampleValue } from "@/shared/api/types";
import { fullTime } from "@/shared/time/format";

export type Kind = "moment" | "date" | "time";
export type Sends = "text" | "seconds" | "milliseconds";

/** Text of a native input as the control sends it; null for what is no time. */
export function outgoing(text: string, kind: Kind, sends: Sends): string | number | null {
  if (!text) return null;
  if (kind !== "moment") return text;
  const at_ms = Date.parse(text);
  if (Number.isNaN(at_ms)) return null;
  if (sends === "milliseconds") return at_ms;
  return sends === "seconds" ? Math.floor(at_ms / 1000) : new Date(at_ms).toISOString();
}

export function momentOf(value: SampleValue | undefined, sends: Sends): number | null {
  if (typeof value === "number") return within(sends === "seconds" ? value * 1000 : value);
  if (typeof value !== "string") return null;
  return within(Date.parse(value));
}

/** Calendars end 275,000 years from now; a day of room is for the time zone. */
const LAST_MS = 8.64e15 - 86_400_000;

/** Null for what stands in no calendar: NaN, or a number that never was a time. */
function within(at_ms: number): number | null {
  return Math.abs(at_ms) <= LAST_MS ? at_ms : null;
}

/** A value as a native input wants it: in the browser's own zone. */
export function incoming(value: SampleValue | undefined, kind: Kind, sends: Sends): string {
  if (kind !== "moment") return typeof value === "string" ? value : "";
  const at_ms = momentOf(value, sends);
  if (at_ms === null) return "";
  const local = new Date(at_ms - new Date(at_ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function words(value: SampleValue | undefined, kind: Kind, sends: Sends): string {
  if (kind !== "moment") return typeof value === "string" ? value : "–";
  const at_ms = momentOf(value, sends);
  // Nobody sets a thousandth of a second.
  return at_ms === null ? "–" : fullTime(at_ms).replace(/[.,]\d{3}/, "");
}
