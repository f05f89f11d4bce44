import { may } from "@/shared/session/may";
import type { TreeItem } from "../types";

/** A node that is on its way elsewhere, with the place that it comes from. */
export interface Moving {
  item: TreeItem;
  parent: string;
}

const MOVABLE = new Set(["organization", "site", "device"]);

export function canMove({ item }: Moving): boolean {
  if (item.is_passage || !MOVABLE.has(item.kind)) return false;
  if (item.kind === "device") return may(item, "manage_devices");
  return may(item, item.kind === "site" ? "manage_sites" : "edit_organization");
}

/** Message key of why these cannot stand there, or null when they can. The server has the last word. */
export function moveProblem(moving: readonly Moving[], to: TreeItem, line: ReadonlySet<string>): string | null {
  if (moving.length === 0) return "move.nothing";
  if (moving.some((one) => !canMove(one))) return "move.not_movable";
  if (moving.some(({ item }) => item.key === to.key || line.has(item.key))) return "move.into_itself";
  if (moving.every(({ parent }) => parent === to.key)) return "move.already_there";
  if (to.is_passage) return "move.no_right";
  for (const { item } of moving) {
    if (item.kind === "device") {
      if (to.kind !== "site" && to.kind !== "organization") return "move.device_place";
      if (!may(to, "manage_devices")) return "move.no_right";
    } else {
      if (to.kind !== "organization") return `move.${item.kind}_place`;
      if (!may(to, item.kind === "site" ? "manage_sites" : "create_organization")) return "move.no_right";
    }
  }
  return null;
}

/** What brings each node back to where it was: one request for each place. */
export function wayBack(moving: readonly Moving[]): { keys: string[]; to: string }[] {
  const places = new Map<string, string[]>();
  for (const { item, parent } of moving) places.set(parent, [...(places.get(parent) ?? []), item.key]);
  return [...places].map(([to, keys]) => ({ keys, to }));
}
