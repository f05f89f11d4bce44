import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ChartCursor, type CursorPlace } from "./chartCursor";
import { CursorBus } from "./cursorBus";

let bus: CursorBus;
let moments: number[];
const place = (more: Partial<CursorPlace> = {}): CursorPlace => ({
  left: 0,
  top: 0,
  width: 100,
  height: 50,
  from_ms: 0,
  to_ms: 1000,
  readout: (at_ms) => ({ title: `at ${at_ms}`, rows: [{ name: "a", text: "1.0", color: "#000" }] }),
  ...more,
});

function chart(more: Partial<CursorPlace> = {}) {
  const frame = document.createElement("div");
  const host = document.createElement("div");
  frame.append(host);
  document.body.append(frame);
  const cursor = new ChartCursor(host, bus, (at_ms) => moments.push(at_ms));
  cursor.place(place(more));
  const [, line, box] = [...frame.children] as HTMLElement[];
  return { host, cursor, frame, line, box };
}

const point = (type: string, x: number, more: PointerEventInit = {}) =>
  new PointerEvent(type, { clientX: x, bubbles: true, pointerType: "mouse", ...more });

beforeEach(() => {
  vi.useFakeTimers();
  bus = new CursorBus();
  moments = [];
});
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

it("shows the line in every chart and values only in the one that is pointed at", () => {
  const one = chart();
  const other = chart({ from_ms: 500, to_ms: 1500 });
  one.host.dispatchEvent(point("pointermove", 60));
  expect(one.line?.style.transform).toBe("translateX(60px)");
  expect(other.line?.style.transform).toBe("translateX(10px)");
  expect(one.box?.textContent).toBe("at 600a1.0");
  expect(other.box?.hidden).toBe(true);
});

it("hides it where the moment is not in the picture, and when the pointer leaves", () => {
  const one = chart();
  const past = chart({ from_ms: -5000, to_ms: 0 });
  one.host.dispatchEvent(point("pointermove", 60));
  expect(past.line?.hidden).toBe(true);
  one.host.dispatchEvent(point("pointerleave", 60));
  expect(one.line?.hidden).toBe(true);
  expect(one.box?.hidden).toBe(true);
});

it("stays at its time when the picture moves under it", () => {
  const one = chart();
  one.host.dispatchEvent(point("pointermove", 60));
  one.cursor.place(place({ from_ms: 100, to_ms: 1100 }));
  expect(one.line?.style.transform).toBe("translateX(50px)");
});

it("writes names as they are, not as HTML", () => {
  const one = chart({ readout: () => ({ title: "t", rows: [{ name: "<img src=x>", text: "1", color: "#000" }] }) });
  one.host.dispatchEvent(point("pointermove", 60));
  expect(one.box?.querySelector("img")).toBeNull();
  expect(one.box?.textContent).toContain("<img src=x>");
});

it("chooses a moment by a click with Alt, which begins no zoom", () => {
  const one = chart();
  const zoom = vi.fn();
  one.host.addEventListener("pointerdown", zoom);
  one.host.dispatchEvent(point("pointerdown", 30, { altKey: true }));
  expect(moments).toEqual([300]);
  one.host.dispatchEvent(point("pointerdown", 30));
  expect(moments).toEqual([300]);
});

it("chooses a moment by a long press of a finger that does not move", () => {
  const one = chart();
  one.host.dispatchEvent(point("pointerdown", 30, { pointerType: "touch" }));
  vi.advanceTimersByTime(700);
  expect(moments).toEqual([300]);
  one.host.dispatchEvent(point("pointerdown", 30, { pointerType: "touch" }));
  one.host.dispatchEvent(point("pointermove", 60, { pointerType: "touch" }));
  vi.advanceTimersByTime(700);
  expect(moments).toEqual([300]);
});

it("leaves nothing behind", () => {
  const one = chart();
  one.host.dispatchEvent(point("pointermove", 60));
  one.cursor.remove();
  expect(one.frame.children).toHaveLength(1);
  bus.show(500, null);
});
