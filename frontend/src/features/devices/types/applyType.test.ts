import { afterEach, expect, test, vi } from "vitest";
import { fakeServer } from "@/testing/server";
import { applyType } from "./applyType";

afterEach(() => vi.restoreAllMocks());

test("a type of many devices is applied call after call until none is left", async () => {
  const difference = { device_id: 1, device: "pump", path: "flow", field: "unit", device_has: "l", type_says: "m³" };
  const calls = fakeServer(({ body }) => {
    const { after } = body as { after: number };
    return {
      json: after
        ? { devices: 20, added: 3, differences: [], next_after: null }
        : { devices: 500, added: 1_000, differences: [difference], next_after: 700 },
    };
  });
  const heard: number[] = [];
  const applied = await applyType(4, { isDryRun: true, progress: (devices) => heard.push(devices) });
  expect(applied).toEqual({ devices: 520, added: 1_003, differences: [difference] });
  expect(calls.map(({ path, body }) => [path, body])).toEqual([
    ["/api/device-types/4/apply", { dry_run: true, after: 0 }],
    ["/api/device-types/4/apply", { dry_run: true, after: 700 }],
  ]);
  expect(heard).toEqual([500, 520]);
});
