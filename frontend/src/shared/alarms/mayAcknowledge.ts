import type { Alarm, Permission } from "../api/types";

/** What the server says of the alarm; news that are sent to many do not say, then the organization's right counts. */
export function mayAcknowledge(alarm: Alarm, can: (permission: Permission) => boolean): boolean {
  return alarm.may_acknowledge ?? can("acknowledge_alarms");
}
