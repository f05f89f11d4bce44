import type { SampleValue } from "@/shared/api/types";

export type SlotValue = number | boolean | string;

export interface Slot {
  /** 0 is Monday. */
  day: number;
  from: string;
  to: string;
  value: SlotValue;
}

/** A week of values: a slot holds from its start up to its end, outside of all the default holds. */
export interface Week {
  default: SlotValue;
  zone: string;
  slots: Slot[];
}

export const MINUTES = 24 * 60;
export const DAYS = [0, 1, 2, 3, 4, 5, 6];
export const SNAP = 15;

export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

export function timeOf(minutes: number): string {
  const whole = Math.min(Math.max(Math.round(minutes), 0), MINUTES);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

export function snapped(minutes: number): number {
  return Math.min(Math.max(Math.round(minutes / SNAP) * SNAP, 0), MINUTES);
}

/** Slots in order of the week, so that two schedules that mean the same look the same. */
export function inOrder(slots: readonly Slot[]): Slot[] {
  return slots.toSorted((a, b) => a.day - b.day || minutesOf(a.from) - minutesOf(b.from));
}

export function overlaps(slots: readonly Slot[], slot: Slot, except: Slot | null): boolean {
  return slots.some(
    (other) =>
      other !== except &&
      other.day === slot.day &&
      minutesOf(other.from) < minutesOf(slot.to) &&
      minutesOf(slot.from) < minutesOf(other.to),
  );
}

/** Puts a slot in; what it covers of others of the day is cut away. */
export function withSlot(slots: readonly Slot[], slot: Slot): Slot[] {
  const kept = slots.flatMap((other) => {
    if (other.day !== slot.day) return [other];
    const before = minutesOf(other.from) < minutesOf(slot.from) ? [{ ...other, to: earlier(other.to, slot.from) }] : [];
    const after = minutesOf(other.to) > minutesOf(slot.to) ? [{ ...other, from: later(other.from, slot.to) }] : [];
    return [...before, ...after];
  });
  return inOrder([...kept, slot]);
}

/** The other days get what this one has. */
export function copiedDay(slots: readonly Slot[], day: number, to: readonly number[]): Slot[] {
  const ofDay = slots.filter((slot) => slot.day === day);
  const rest = slots.filter((slot) => slot.day === day || !to.includes(slot.day));
  return inOrder([
    ...rest,
    ...to.filter((one) => one !== day).flatMap((one) => ofDay.map((slot) => ({ ...slot, day: one }))),
  ]);
}

function earlier(a: string, b: string): string {
  return minutesOf(a) < minutesOf(b) ? a : b;
}

function later(a: string, b: string): string {
  return minutesOf(a) > minutesOf(b) ? a : b;
}

/** What a device or a flow reports, as a week; null for what is none. Text may hold it as JSON. */
export function weekOf(value: SampleValue | undefined): Week | null {
  if (typeof value === "string") {
    try {
      return weekOf(JSON.parse(value) as SampleValue); // JSON is what samples may hold
    } catch {
      return null;
    }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Array.isArray(value.slots)) return null;
  const { zone, slots } = value;
  if (!isSlotValue(value.default)) return null;
  return {
    default: value.default,
    zone: typeof zone === "string" ? zone : "UTC",
    slots: inOrder(slots.filter(isSlot)),
  };
}

function isSlot(raw: unknown): raw is Slot {
  if (typeof raw !== "object" || raw === null) return false;
  // Read key by key below; what is missing is undefined and fits nothing.
  const { day, from, to, value } = raw as Partial<Slot>;
  const isTime = (time: unknown) => typeof time === "string" && /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time);
  return typeof day === "number" && day >= 0 && day <= 6 && isTime(from) && isTime(to) && isSlotValue(value);
}

function isSlotValue(raw: unknown): raw is SlotValue {
  return ["number", "boolean", "string"].includes(typeof raw);
}
