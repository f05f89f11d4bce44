import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { setLabel } from "./commands/setLabel";
import { DraftKeeper } from "./draftKeeper";
import { createEditorStore } from "./editorStore";
import type { FlowDocument } from "./graph/document";
import { merge } from "./graph/merge";
import { block, CATALOGUE, flow } from "./testing/flow";
import type { Draft } from "./types";
import { createViewStore } from "./viewStore";

const draftOf = (document: FlowDocument, version: number): Draft => ({
  version,
  document,
  problems: [{ block: "b1", field: null, message: `seen in ${version}`, level: "warning" }],
  ports: {},
  updated_at: "2026-01-01T00:00:00Z",
  author: "Ada",
});

function setUp() {
  const document = flow({ b1: block("math.scale") });
  const store = createEditorStore({ catalogue: CATALOGUE, document });
  const view = createViewStore();
  const save = vi.fn(async (sent: FlowDocument, base: number) => draftOf(sent, base + 1));
  const check = async () => ({ problems: [], ports: {} });
  const keeper = new DraftKeeper({ store, view, draft: draftOf(document, 4), save, check });
  const stop = keeper.start();
  const type = (label: string) => store.getState().apply(setLabel, { block: "b1", label });
  const label = () => store.getState().scene.document.blocks.b1?.label;
  return { store, view, save, keeper, stop, type, label, state: () => keeper.state.getState() };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("DraftKeeper", () => {
  it("saves once, a moment after the last change, and shows what the server found", async () => {
    const { save, type, state, view } = setUp();
    type("P");
    type("Pu");
    type("Pump");
    expect(state().status).toBe("changed");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(save.mock.calls[0]?.[1]).toBe(4);
    expect(state()).toMatchObject({ status: "saved", version: 5 });
    expect(view.getState().problems[0]?.message).toBe("seen in 5");
  });

  it("does not save what was undone in the meantime", async () => {
    const { save, type, store, state } = setUp();
    type("Pump");
    store.getState().undo();
    expect(state().status).toBe("saved");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(save).not.toHaveBeenCalled();
  });

  it("sends what was typed during a save afterwards, on top of the new version", async () => {
    const { save, type, state } = setUp();
    save.mockImplementationOnce(async (sent, base) => {
      type("Second");
      return draftOf(sent, base + 1);
    });
    type("First");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(save.mock.calls.map(([sent, base]) => [sent.blocks.b1?.label, base])).toEqual([
      ["First", 4],
      ["Second", 5],
    ]);
    expect(state().status).toBe("saved");
  });

  it("stops at a conflict; theirs can be taken and undone", async () => {
    const { save, type, keeper, state, label, store } = setUp();
    const theirs = flow({ b1: { ...block("math.scale"), label: "Theirs" } });
    const detail = { error: { details: { version: 9, author: "Bo", document: theirs } } };
    save.mockRejectedValueOnce(new ApiError({ status: 409, message: "Bo has saved version 9.", detail }));
    type("Ours");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state()).toMatchObject({ status: "conflict", newer: { author: "Bo", version: 9 } });
    type("Ours, later");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(save).toHaveBeenCalledTimes(1);
    keeper.takeTheirs();
    expect(label()).toBe("Theirs");
    store.getState().undo();
    expect(label()).toBe("Ours, later");
  });

  it("asks no more once there is a conflict, also for what was typed while it was being found", async () => {
    const { save, type, keeper, state } = setUp();
    const detail = { error: { details: { version: 9, author: "Bo", document: flow({}) } } };
    save.mockImplementation(async () => {
      type("Ours, later");
      throw new ApiError({ status: 409, message: "Bo has saved version 9.", detail });
    });
    type("Ours");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(await keeper.flush()).toBe(false);
    expect(state().status).toBe("conflict");
  });

  it("overwrites theirs when told to, naming the version it has seen", async () => {
    const { save, type, keeper, state } = setUp();
    const detail = { error: { details: { version: 9, author: "Bo", document: flow({}) } } };
    save.mockRejectedValueOnce(new ApiError({ status: 409, message: "Bo has saved version 9.", detail }));
    type("Ours");
    await vi.advanceTimersByTimeAsync(1_000);
    await keeper.keepOurs();
    expect(save.mock.calls.at(-1)?.[1]).toBe(9);
    expect(state()).toMatchObject({ status: "saved", version: 10 });
  });

  it("stores what both make together, on top of theirs; one undo brings ours back", async () => {
    const { save, type, keeper, state, label, store } = setUp();
    const theirs = flow({ b1: block("math.scale"), b2: block("math.add") });
    const detail = { error: { details: { version: 9, author: "Bo", document: theirs } } };
    save.mockRejectedValueOnce(new ApiError({ status: 409, message: "Bo has saved version 9.", detail }));
    type("Ours");
    await vi.advanceTimersByTimeAsync(1_000);
    const { document } = merge(keeper.base, theirs, store.getState().scene.document);
    await keeper.keepBoth(document);
    expect(save.mock.calls.at(-1)).toEqual([document, 9]);
    expect(state()).toMatchObject({ status: "saved", version: 10, newer: null });
    expect([label(), Object.keys(document.blocks)]).toEqual(["Ours", ["b1", "b2"]]);
    store.getState().undo();
    expect(store.getState().scene.document.blocks.b2).toBeUndefined();
    expect(label()).toBe("Ours");
  });

  it("tries again while the server is away, and not while it refuses", async () => {
    const { save, type, state } = setUp();
    save.mockRejectedValueOnce(new ApiError({ status: 503, message: "Away." }));
    type("Pump");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state()).toMatchObject({ status: "failed", message: "Away." });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(state().status).toBe("saved");
    save.mockRejectedValueOnce(new ApiError({ status: 400, message: "Too large." }));
    type("Valve");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(save).toHaveBeenCalledTimes(3);
    expect(state()).toMatchObject({ status: "failed", message: "Too large." });
  });

  it("sends the rest when the page is left", async () => {
    const { save, type, stop } = setUp();
    type("Pump");
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(save).toHaveBeenCalledTimes(1);
  });
});
