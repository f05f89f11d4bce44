import { expect, test } from "vitest";
import { claimState } from "./claimState";

const CODE = { revoked_at: null, expires_at: "2026-11-20T12:00:00Z", used: 1, max_devices: 2 };
const BEFORE = Date.parse("2026-11-20T11:59:59Z");

test.each([
  ["open", CODE, BEFORE],
  ["used_up", { ...CODE, used: 2 }, BEFORE],
  ["expired", CODE, BEFORE + 1_000],
  ["revoked", { ...CODE, revoked_at: "2026-11-20T10:00:00Z" }, BEFORE],
] as const)("a code is %s", (state, code, now) => {
  expect(claimState(code, now)).toBe(state);
});
