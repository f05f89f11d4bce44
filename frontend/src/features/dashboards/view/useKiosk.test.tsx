import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useKiosk } from "./useKiosk";

/** The browser's lock: one that is taken can be given back, and is lost when the tab is hidden. */
class FakeLock {
  readonly release = vi.fn(async () => undefined);
}

const request = vi.fn<(type: string) => Promise<FakeLock>>();
let taken: FakeLock[] = [];
let visibility = "visible";

beforeEach(() => {
  taken = [];
  visibility = "visible";
  request.mockReset().mockImplementation(async () => {
    const lock = new FakeLock();
    taken.push(lock);
    return lock;
  });
  Object.defineProperty(navigator, "wakeLock", { value: { request }, configurable: true });
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility as DocumentVisibilityState);
});
afterEach(() => {
  Reflect.deleteProperty(navigator, "wakeLock");
  vi.restoreAllMocks();
});

const kiosk = (isOn = true) =>
  renderHook(({ on }) => useKiosk({ isOn: on, scale: "1", leave: () => {} }), { initialProps: { on: isOn } });

const settle = () => act(async () => undefined);

async function become(next: "visible" | "hidden") {
  visibility = next;
  document.dispatchEvent(new Event("visibilitychange"));
  await settle();
}

it("keeps the screen awake while the wall shows it, and lets it sleep afterwards", async () => {
  const { result, rerender } = kiosk();
  await settle();
  expect(request).toHaveBeenCalledExactlyOnceWith("screen");
  expect(result.current.staysAwake).toBe(true);
  expect(taken[0]?.release).not.toHaveBeenCalled();

  rerender({ on: false });
  await settle();

  expect(taken[0]?.release).toHaveBeenCalledOnce();
});

it("asks for nothing outside of kiosk mode", async () => {
  kiosk(false);
  await settle();
  await become("visible");
  expect(request).not.toHaveBeenCalled();
});

it("asks again when the tab comes back, and not while it is hidden", async () => {
  const { unmount } = kiosk();
  await settle();
  await become("hidden");
  expect(request).toHaveBeenCalledOnce();
  await become("visible");
  expect(request).toHaveBeenCalledTimes(2);

  unmount();
  await settle();
  expect(taken[1]?.release).toHaveBeenCalledOnce();
});

it("gives back a lock that comes only after the wall was left", async () => {
  let grant: (lock: FakeLock) => void = () => undefined;
  request.mockImplementation(() => new Promise<FakeLock>((resolve) => (grant = resolve)));
  const { unmount } = kiosk();
  unmount();
  const late = new FakeLock();
  grant(late);
  await settle();
  expect(late.release).toHaveBeenCalledOnce();
});

it("says so when the browser refuses, and no longer once it grants", async () => {
  request.mockRejectedValueOnce(new DOMException("low battery", "NotAllowedError"));
  const { result } = kiosk();
  await settle();
  expect(result.current.staysAwake).toBe(false);
  await become("visible");
  expect(result.current.staysAwake).toBe(true);
});

it("says so where the browser cannot at all", async () => {
  Reflect.deleteProperty(navigator, "wakeLock");
  const { result } = kiosk();
  await settle();
  expect(result.current.staysAwake).toBe(false);
});
