import { expect, test } from "vitest";
import type { ConnectionEntry } from "@/shared/api/types";
import { connectionState } from "./connectionState";

function entry(event: ConnectionEntry["event"], changes: Partial<ConnectionEntry> = {}): ConnectionEntry {
  return {
    at: "2026-11-20T12:00:00Z",
    event,
    client_id: "pump",
    address: "10.0.0.5",
    protocol: "mqtt 3.1.1",
    tls_version: "",
    cipher: "",
    reason: "",
    details: {},
    ...changes,
  };
}

const OFFLINE = { online: false, last_seen_at: null };

test("an online device says since when, from where and how well protected", () => {
  const state = connectionState({ online: true, last_seen_at: null }, [entry("connected", { tls_version: "TLSv1.3" })]);
  expect(state).toEqual({
    key: "connection.online_tls",
    values: { at: "2026-11-20T12:00:00Z", address: "10.0.0.5", protocol: "mqtt 3.1.1", tls: "TLSv1.3" },
  });
});

test("a device that was turned away gives the reason of the last try", () => {
  const log = [entry("refused", { reason: "The certificate has expired." }), entry("disconnected")];
  expect(connectionState(OFFLINE, log)).toEqual({
    key: "connection.refused",
    values: { at: "2026-11-20T12:00:00Z", address: "10.0.0.5", reason: "The certificate has expired." },
  });
});

test("a refusal while it is online is somebody else's", () => {
  expect(connectionState({ online: true, last_seen_at: null }, [entry("refused"), entry("connected")]).key).toBe(
    "connection.online_plain",
  );
});

test("one that never came and one that is silent are told apart", () => {
  expect(connectionState(OFFLINE, []).key).toBe("connection.never");
  expect(connectionState({ ...OFFLINE, last_seen_at: "2026-11-20T11:00:00Z" }, []).key).toBe("connection.silent");
});
