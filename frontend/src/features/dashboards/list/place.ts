import type { DashboardSummary } from "../queries";

/** The key of the node it stands at; empty for the organization itself. */
export function keyOf({ site_id, device_id }: Pick<DashboardSummary, "site_id" | "device_id">): string {
  if (device_id !== null) return `d:${device_id}`;
  return site_id === null ? "" : `s:${site_id}`;
}

export function placeOf(key: string): { site_id: number | null; device_id: number | null } {
  const id = Number(key.slice(2));
  return { site_id: key.startsWith("s:") ? id : null, device_id: key.startsWith("d:") ? id : null };
}
