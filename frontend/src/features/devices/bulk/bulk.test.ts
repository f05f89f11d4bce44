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
  const ids = Array.from({ length: 2_500 }, (_, index) => index);
  const result = await changeMany(ids, { action: "change", change: { site_id: 3 } }, (through) => heard.push(through));
  expect(calls.map(({ body }) => (body as { ids: number[] }).ids.length)).toEqual([1_000, 1_000, 500]);
  expect(calls[0]?.body).toMatchObject({ action: "change", change: { site_id: 3 } });
  expect(result.done).toBe(2_497);
  expect(result.refused.map(({ id }) => id)).toEqual([0, 1_000, 2_000]);
  expect(heard).toEqual([1_000, 2_000, 2_500]);
});

test("nothing chosen asks nothing", () => {
  expect(parts([])).toEqual([]);
});
