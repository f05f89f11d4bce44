import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ChartZoom } from "./chartZoom";

const place = { left: 10, top: 5, width: 100, height: 50, from_ms: 0, to_ms: 1000, readout: () => null };
const to = vi.fn();
const back = vi.fn();
let host: HTMLElement;
let zoom: ChartZoom;
const band = () => host.parentElement?.lastElementChild as HTMLElement; // appended by the zoom
const pointer = (type: string, x: number, more: PointerEventInit = {}) =>
  host.dispatchEvent(new PointerEvent(type, { clientX: x, bubbles: true, pointerType: "mouse", ...more }));

beforeEach(() => {
  host = document.createElement("div");
  const frame = document.createElement("div");
  frame.append(host);
  document.body.append(frame);
  zoom = new ChartZoom(host, { to, back });
  zoom.place(place);
});
afterEach(() => {
  vi.clearAllMocks();
  document.body.replaceChildren();
});

it("shows the stretch that is dragged over and reports it on letting go, in either direction", () => {
  pointer("pointerdown", 30);
  pointer("pointermove", 60);
  expect(band()).toMatchObject({ hidden: false, style: { left: "30px", width: "30px", top: "5px", height: "50px" } });
  pointer("pointerup", 60);
  expect(band().hidden).toBe(true);
  pointer("pointerdown", 60);
  pointer("pointerup", 30);
  expect(to.mock.calls).toEqual([
    [200, 500],
    [200, 500],
  ]);
});

it("stops at the picture's edge", () => {
  pointer("pointerdown", 60);
  pointer("pointerup", 400);
  expect(to).toHaveBeenCalledWith(500, 1000);
});

it("takes a trembling hand for a press, leaves fingers to scrolling, and begins inside of the picture only", () => {
  pointer("pointerdown", 30);
  pointer("pointerup", 35);
  pointer("pointerdown", 30, { pointerType: "touch" });
  pointer("pointerup", 90, { pointerType: "touch" });
  pointer("pointerdown", 5);
  pointer("pointerup", 90);
  expect(to).not.toHaveBeenCalled();
});

it("is given up with Escape", () => {
  pointer("pointerdown", 30);
  pointer("pointermove", 60);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(band().hidden).toBe(true);
  pointer("pointerup", 60);
  expect(to).not.toHaveBeenCalled();
});

it("goes back on a double click, unless there is nothing to zoom", () => {
  host.dispatchEvent(new MouseEvent("dblclick"));
  zoom.place(undefined);
  host.dispatchEvent(new MouseEvent("dblclick"));
  pointer("pointerdown", 30);
  pointer("pointerup", 90);
  expect(back).toHaveBeenCalledTimes(1);
  expect(to).not.toHaveBeenCalled();
});

it("leaves nothing behind", () => {
  zoom.remove();
  pointer("pointerdown", 30);
  pointer("pointerup", 90);
  expect(to).not.toHaveBeenCalled();
  expect(host.parentElement?.children).toHaveLength(1);
});
