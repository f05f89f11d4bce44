import type { SampleValue } from "@/shared/api/types";
import type { Source } from "../data/source";
import type { ControlDoor } from "../widgets/widget";
import { isPending } from "./commandState";

/** What was asked for and what the device says; the two are never mixed up. */
export interface Setpoint {
  reported: SampleValue | undefined;
  /** Asked for and under way; undefined when nothing is. */
  requested: SampleValue | undefined;
  /** What the control's own mark shows: reported, unless the designer lets it run ahead. */
  shown: SampleValue | undefined;
  /** Whether `shown` is only what was asked for. */
  isUnconfirmed: boolean;
}

export function setpointOf(
  control: ControlDoor | null,
  source: Source | undefined,
  isOptimistic: boolean,
  place = 0,
): Setpoint {
  const latest = source?.latest;
  const command = (place === 0 ? control?.command : control?.commands?.[place]) ?? null;
  const requested = command && isPending(command) ? command.value : undefined;
  // Done says that the device took it; only a sample that is newer says what it is now.
  const isAwaited = command?.status === "done" && (latest ? latest.ts < Date.parse(command.created_at) : true);
  const ahead = requested ?? (isAwaited ? command?.value : undefined);
  const runsAhead = isOptimistic && ahead !== undefined && ahead !== latest?.value;
  return {
    reported: latest?.value,
    requested,
    shown: runsAhead ? ahead : latest?.value,
    isUnconfirmed: runsAhead,
  };
}
