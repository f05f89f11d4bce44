import { afterEach, expect, test, vi } from "vitest";
import { fakeServer } from "@/testing/server";
import { changeMany, parts } from "./bulk";

afterEach(() => vi.restoreAllMocks());

test("2,500 devices go in three requests, and what was refused is gathered", async () => {
  const calls = fakeServer(({ body }) => {
    const { ids } = body as { ids: number[] };
    return { json: { done: ids.length - 1, refused: [{ id: ids[0], name: "pump", reason: "No." }] } };
  });
  const heard: number[] = [];
  const devices = Array.from({ length: 2_500 }, (_, id) => ({ id, organization_id: "acme01" }));
  const result = await changeMany(devices, { action: "change", change: { site_id: 3 } }, (through) =>
    heard.push(through),
  );
  expect(calls.map(({ body }) => (body as { ids: number[] }).ids.length)).toEqual([1_000, 1_000, 500]);
  expect(calls[0]?.body).toMatchObject({ action: "change", change: { site_id: 3 } });
  expect(result.done).toBe(2_497);
  expect(result.refused.map(({ id }) => id)).toEqual([0, 1_000, 2_000]);
  expect(heard).toEqual([1_000, 2_000, 2_500]);
});

test("devices of two organizations are asked for in each of them", async () => {
  const calls = fakeServer(() => ({ json: { done: 1, refused: [] } }));
  await changeMany(
    [
      { id: 1, organization_id: "acme01" },
      { id: 2, organization_id: "north1" },
      { id: 3, organization_id: "acme01" },
    ],
    { action: "archive" },
  );
  expect(calls.map(({ headers, body }) => [headers.get("X-Organization"), (body as { ids: number[] }).ids])).toEqual([
    ["acme01", [1, 3]],
    ["north1", [2]],
  ]);
});

test("nothing chosen asks nothing", () => {
  expect(parts([])).toEqual([]);
});
