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
  organizationId?: string;
}

const LONGEST_S = 120;

/** One change for many devices, part by part; `progress` hears how many are through. */
export async function changeMany(
  ids: readonly number[],
  { action, change = {}, organizationId }: Order,
  progress: (through: number) => void = () => {},
): Promise<BulkResult> {
  const result: BulkResult = { done: 0, refused: [] };
  let through = 0;
  for (const part of parts(ids)) {
    // Fields that are left out stay as they are, which the generated type does not know.
    const body: Omit<BulkIn, "change"> & { change: BulkChange } = { ids: part, action, change };
    const answer = await api.post<BulkOut>("/api/devices/bulk", body, {
      timeout_s: LONGEST_S,
      ...inOrganization(organizationId),
    });
    result.done += answer.done;
    result.refused.push(...answer.refused);
    through += part.length;
    progress(through);
  }
  return result;
}
