import { api, inOrganization } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type BulkIn = components["schemas"]["BulkIn"];
export type BulkChange = Partial<components["schemas"]["BulkChangeIn"]>;
type BulkOut = components["schemas"]["BulkOut"];

/** The server takes so many at once; more go in several requests. */
export const AT_ONCE = 1_000;

export interface BulkResult {
  done: number;
  refused: BulkOut["refused"];
}

export function parts<T>(all: readonly T[], size = AT_ONCE): T[][] {
  const cut: T[][] = [];
  for (let at = 0; at < all.length; at += size) cut.push(all.slice(at, at + size));
  return cut;
}

interface Order {
  action: "change" | "archive" | "delete";
  change?: BulkChange;
}

/** What an action on a device needs to know of it. */
export interface Subject {
  id: number;
  organization_id: string;
}

/** Ids by organization: a request acts in one. */
export function byOrganization(devices: readonly Subject[]): [organization: string, ids: number[]][] {
  const found = new Map<string, number[]>();
  for (const { id, organization_id } of devices) {
    const ids = found.get(organization_id);
    if (ids) ids.push(id);
    else found.set(organization_id, [id]);
  }
  return [...found];
}

const LONGEST_S = 120;

/** One change for many devices, part by part; `progress` hears how many are through. */
export async function changeMany(
  devices: readonly Subject[],
  { action, change = {} }: Order,
  progress: (through: number) => void = () => {},
): Promise<BulkResult> {
  const result: BulkResult = { done: 0, refused: [] };
  let through = 0;
  for (const [organization, all] of byOrganization(devices)) {
    for (const ids of parts(all)) {
      // Fields that are left out stay as they are, which the generated type does not know.
      const body: Omit<BulkIn, "change"> & { change: BulkChange } = { ids, action, change };
      const answer = await api.post<BulkOut>("/api/devices/bulk", body, {
        timeout_s: LONGEST_S,
        ...inOrganization(organization),
      });
      result.done += answer.done;
      result.refused.push(...answer.refused);
      through += ids.length;
      progress(through);
    }
  }
  return result;
}
