import { expect, it } from "vitest";
import { copiedDay, overlaps, type Slot, snapped, timeOf, weekOf, withSlot } from "./week";

const slot = (day: number, from: string, to: string, value = 21): Slot => ({ day, from, to, value });

it("cuts others of the day where a new slot lies", () => {
  const slots = [slot(0, "06:00", "18:00"), slot(1, "06:00", "18:00")];
  expect(withSlot(slots, slot(0, "10:00", "12:00", 5))).toEqual([
    slot(0, "06:00", "10:00"),
    slot(0, "10:00", "12:00", 5),
    slot(0, "12:00", "18:00"),
    slot(1, "06:00", "18:00"),
  ]);
  expect(withSlot(slots, slot(0, "00:00", "24:00", 5))).toEqual([
    slot(0, "00:00", "24:00", 5),
    slot(1, "06:00", "18:00"),
  ]);
});
it("copies a day to others and takes theirs away", () => {
  const slots = [slot(0, "06:00", "18:00"), slot(1, "01:00", "02:00"), slot(6, "03:00", "04:00")];
  expect(copiedDay(slots, 0, [0, 1])).toEqual([
    slot(0, "06:00", "18:00"),
    slot(1, "06:00", "18:00"),
    slot(6, "03:00", "04:00"),
  ]);
});
it("reads a week, also from text, and leaves out what is none", () => {
  const week = { default: 17, zone: "UTC", slots: [slot(3, "06:00", "24:00")] };
  expect(weekOf(JSON.stringify({ ...week, slots: [...week.slots, { day: 9 }, null] }))).toEqual(week);
  for (const value of [null, 5, "x", [], {}, { slots: [] }]) expect(weekOf(value)).toBeNull();
});
it("knows neighbours from those that overlap", () => {
  const first = slot(0, "06:00", "12:00");
  expect(overlaps([first], slot(0, "12:00", "13:00"), null)).toBe(false);
  expect(overlaps([first], slot(0, "11:59", "13:00"), null)).toBe(true);
  expect(overlaps([first], slot(0, "11:59", "13:00"), first)).toBe(false);
});
it("snaps to the quarter and stays in the day", () => {
  expect([snapped(8), snapped(-5), snapped(1500), timeOf(1440), timeOf(450)]).toEqual([15, 0, 1440, "24:00", "07:30"]);
});
