import { act, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useConnection } from "@/shared/live/useConnection";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { useValues } from "./useValues";

vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));

const PLACE = { token: "secret", grant: "", given: {} };
const TOPICS = ["m:1"];
const idle = { state: "idle", heard_at: 0, lost_at: null, generation: 0 } as const;

beforeEach(() => useConnection.setState(idle));
afterEach(() => {
  vi.restoreAllMocks();
  useConnection.setState(idle);
});

function Page({ heard }: { heard: (update: unknown) => void }) {
  useValues(PLACE, TOPICS, heard);
  return null;
}

it("asks for nothing while there is a socket, and for values when it is lost", async () => {
  const calls = fakeServer(() => ({
    json: { tag: "t1", values: { "m:1": { ts: 5, value: 21.5, quality: 0 }, "m:2": { ts: 5, value: 1, quality: 0 } } },
  }));
  useConnection.setState({ state: "open" });
  const heard = vi.fn();
  show(<Page heard={heard} />);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(calls).toEqual([]);
  act(() => useConnection.setState({ state: "lost" }));
  await waitFor(() =>
    expect(heard.mock.calls).toEqual([
      [{ kind: "value", topic: "m:1", value: { ts: 5, value: 21.5, quality: 0 }, points: [[5, 21.5]] }],
    ]),
  );
  expect(calls[0]?.path).toBe("/api/public/secret/latest");
  expect(useConnection.getState().heard_at).toBeGreaterThan(0);
});
