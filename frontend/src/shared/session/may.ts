import type { Permission } from "../api/types";

/** Things that the server sends say what this person may do with them. */
export interface Permitted {
  permissions?: readonly string[];
}

/** `may(device, "manage_devices")`: what is not allowed is left out of the page. */
export function may(thing: Permitted | null | undefined, permission: Permission): boolean {
  return thing?.permissions?.includes(permission) ?? false;
}
