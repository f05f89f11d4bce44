import { act, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { LiveUpdate } from "@/shared/live/protocol";
import { openEditor } from "../testing/openEditor";
import { DebugList } from "./DebugList";

const live = vi.hoisted(() => ({ tell: (_: LiveUpdate) => {} }));
vi.mock("@/shared/live/useLiveUpdates", () => ({
  useLiveUpdates: (_: unknown, heard: typeof live.tell) => {
    live.tell = heard;
  },
}));
afterEach(() => vi.restoreAllMocks());

const message = (ts: number, value: number) => ({ ts, block: "b1", device_id: null, value });

it("names once what came while the list was on its way", async () => {
  let answer = (_: unknown) => {};
  vi.spyOn(api, "get").mockImplementation(() => new Promise((resolve) => (answer = resolve)) as never);
  openEditor(<DebugList />);
  act(() => live.tell({ kind: "event", topic: "d:7", data: message(2, 22) }));
  await act(async () => answer([message(2, 22), message(1, 11)]));
  await screen.findByText("11");
  expect(screen.getAllByRole("button").map((row) => row.querySelector("code")?.textContent)).toEqual(["22", "11"]);
});
