import { setpointOf } from "../../controls/setpoint";
import { isOn, type Source } from "../../data/source";
import type { SendableValue } from "../params";
import type { ControlDoor } from "../widget";

interface Ends {
  onValue: SendableValue;
  offValue: SendableValue;
  optimistic: boolean;
}

export interface OnOff {
  /** Null: the device says neither. */
  shown: boolean | null;
  /** What is under way; null when nothing is. */
  requested: boolean | null;
  /** What a press asks for. */
  next: boolean;
  isUnconfirmed: boolean;
}

/** A setpoint with two ends, in whatever values the device has for them. */
export function onOff(
  control: ControlDoor | null,
  source: Source | undefined,
  { onValue, offValue, optimistic }: Ends,
): OnOff {
  const setpoint = setpointOf(control, source, optimistic);
  const read = (value: typeof setpoint.shown) => (value === onValue ? true : value === offValue ? false : isOn(value));
  const requested = setpoint.requested === undefined ? null : setpoint.requested === onValue;
  const shown = read(setpoint.shown);
  return { shown, requested, next: !(requested ?? shown ?? false), isUnconfirmed: setpoint.isUnconfirmed };
}
