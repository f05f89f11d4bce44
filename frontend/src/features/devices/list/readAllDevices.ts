import { call, inOrganization } from "@/shared/api/client";
import type { Device, Page } from "@/shared/api/types";
import type { DeviceFilter } from "./filter";

const AT_ONCE = 500;
/** More are not chosen in one go. */
export const MOST_CHOSEN = 10_000;

/** Every device that the filter finds, for an action on all of them. */
export async function readAllDevices(filter: DeviceFilter, organizationId?: string): Promise<Device[]> {
  const all: Device[] = [];
  while (all.length < MOST_CHOSEN) {
    const page = await call<Page<Device>>("GET", "/api/devices", {
      query: { ...filter, offset: all.length, limit: AT_ONCE },
      ...inOrganization(organizationId),
    });
    all.push(...page.items);
    if (page.items.length === 0 || all.length >= page.total) break;
  }
  return all.slice(0, MOST_CHOSEN);
}
