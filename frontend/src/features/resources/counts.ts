import type { TreeItem } from "./types";

/** The one figure that says how large a node is: devices of places, metrics of devices and folders. */
export function leadingCount({ kind, counts }: TreeItem): number | null {
  if (kind === "organization" || kind === "site") return counts.devices ?? null;
  if (kind === "device" || kind === "folder") return counts.metrics ?? null;
  return null;
}
