import { act, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { PublicAlarms } from "./PublicAlarms";

const live = vi.hoisted(() => ({ tell: (_: unknown) => {}, topics: [] as readonly string[] }));
vi.mock("@/shared/live/useLiveUpdates", () => ({
  useLiveUpdates: (topics: readonly string[], heard: (update: unknown) => void) => {
    live.topics = topics;
    live.tell = heard;
  },
}));

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const PLACE = { token: "secret", grant: "proof", given: { machine: ["7"] } };
const ALARM = {
  id: 3,
  title: "Too hot",
  severity: "critical",
  state: "active_acked",
  device: "Oven",
  text: "",
  value_at_raise: 83.44,
  raised_at: "2026-03-01T11:00:00Z",
};

function shown(answer: unknown) {
  const calls = fakeServer(() => ({ json: answer }));
  const params = { scope: "current", minSeverity: "warning", rows: 20, followsVariables: true } as const;
  show(<PublicAlarms id="w2" title="Alarms" params={params} page={null} place={PLACE} />);
  return calls;
}

it("lists what the link's own door tells, with nothing to press", async () => {
  const calls = shown({ items: [ALARM], topics: ["a:7"] });
  expect(await screen.findByText("Too hot")).toBeInTheDocument();
  expect(screen.getByText("Oven · at 83.4")).toBeInTheDocument();
  expect(screen.getByText("Active, acknowledged")).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  expect(calls[0]?.path).toBe("/api/public/secret/alarms/w2");
});

it("says that no device is there rather than that none has an alarm", async () => {
  shown({ items: [], topics: [] });
  expect(await screen.findByText("No devices on this dashboard whose alarms could be listed")).toBeInTheDocument();
});

it("is glad when there is none", async () => {
  shown({ items: [], topics: ["a:7", "a:9"] });
  expect(await screen.findByText("No open alarms")).toBeInTheDocument();
});

it("reads again when its own devices' alarms changed, once in a flood, and not from before the news", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const calls = shown({ items: [ALARM], topics: ["a:7"] });
  await screen.findByText("Too hot");
  // What changed while nobody listened yet.
  await act(() => vi.advanceTimersByTimeAsync(1_600));
  expect([live.topics, calls.length]).toEqual([["a:7"], 2]);

  for (let i = 0; i < 20; i++) live.tell({ kind: "value", topic: "a:7", value: { ts: i, value: null, quality: 0 } });
  await act(() => vi.advanceTimersByTimeAsync(1_500));
  expect(calls).toHaveLength(2);
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(calls).toHaveLength(3);

  live.tell({ kind: "error", topic: "a:7", message: "There is no such thing, or it is not yours." });
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(calls).toHaveLength(3);
});
