import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { LiveUpdate } from "@/shared/live/protocol";
import { block, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { TraceChooser } from "./TraceChooser";
import { step, trace } from "./testing";

const live = vi.hoisted(() => ({ tell: (_: LiveUpdate) => {} }));
vi.mock("@/shared/live/useLiveUpdates", () => ({
  useLiveUpdates: (_: unknown, heard: typeof live.tell) => {
    live.tell = heard;
  },
}));
afterEach(() => vi.restoreAllMocks());

it("shows the sample that came before the answer to the wish for it", async () => {
  let answer = (_: unknown) => {};
  vi.spyOn(api, "post").mockImplementation(() => new Promise((resolve) => (answer = resolve)) as never);
  vi.spyOn(api, "get").mockImplementation(async (path) =>
    path.endsWith("/traces/t1") ? trace(step("b1")) : ({ items: [] } as never),
  );
  const { view } = openEditor(<TraceChooser />, { document: flow({ b1: block("source.metric") }) });
  await userEvent.click(screen.getByTestId("trace-next"));
  act(() => live.tell({ kind: "event", topic: "t:7", data: { id: "t1", wish: "w1" } }));
  await act(async () => answer({ id: "w1", until: Date.now() + 60_000, listens_in_s: 1 }));
  await expect.poll(() => view.getState().trace?.id).toBe("t1");
  expect(screen.queryByTestId("trace-waiting")).not.toBeInTheDocument();
});
