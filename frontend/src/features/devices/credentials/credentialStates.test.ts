import { expect, test } from "vitest";
import type { Credential } from "./credentialQueries";
import { nameOf, parted, warningOf } from "./credentialStates";

const TOKEN: Credential = {
  id: 1,
  device_id: 1,
  kind: "token",
  name: "",
  hint: "x4f2",
  state: "valid",
  created_at: "2026-11-20T12:00:00Z",
  expires_at: null,
  expires_in_days: null,
  revoked_at: null,
  last_used_at: null,
  fingerprint: null,
  serial: "",
  algorithm: "",
  renews_id: null,
};
const CERTIFICATE: Credential = { ...TOKEN, id: 2, kind: "certificate", name: "board", expires_in_days: 300 };
const EXPIRING: Credential = { ...CERTIFICATE, id: 3, state: "expiring", expires_in_days: 9 };
const EXPIRED: Credential = { ...CERTIFICATE, id: 4, state: "expired", expires_in_days: -2 };

test("what ended stands apart", () => {
  const { living, ended } = parted([TOKEN, { ...TOKEN, id: 9, state: "revoked" }, EXPIRING, EXPIRED]);
  expect(living.map(({ id }) => id)).toEqual([1, 3]);
  expect(ended.map(({ id }) => id)).toEqual([9, 4]);
});

test("a certificate that ends soon is worth a warning, unless another one lasts", () => {
  expect(warningOf([EXPIRING])).toEqual({ kind: "expiring", days: 9 });
  expect(warningOf([EXPIRING, CERTIFICATE])).toBeNull();
  expect(warningOf([TOKEN])).toBeNull();
  expect(warningOf([{ ...EXPIRING, state: "revoked" }])).toBeNull();
});

test("an expired certificate locks the device out only when there is no token", () => {
  expect(warningOf([EXPIRED])).toEqual({ kind: "expired" });
  expect(warningOf([EXPIRED, TOKEN])).toBeNull();
});

test("without a name its last characters tell it apart", () => {
  expect(nameOf(TOKEN)).toBe("…x4f2");
  expect(nameOf(CERTIFICATE)).toBe("board");
});
