import { expect, test } from "vitest";
import { expiresAt } from "./expiry";

const now = new Date("2026-11-20T12:00:00Z");

test("a key lives for days, to the end of a day, or without end", () => {
  expect(expiresAt("90", "", now)).toBe("2027-02-18T12:00:00.000Z");
  expect(expiresAt("never", "2026-12-01", now)).toBeNull();
  expect(expiresAt("day", "2026-12-01", now)).toBe(new Date("2026-12-01T23:59:59").toISOString());
});
