import { beforeEach, expect, it, vi } from "vitest";
import type { Box } from "../document/dashboardDocument";
import { Gesture, type Hands } from "./Gesture";

/** A cell is ten pixels wide and high. */
const CELL_PX = 10;
const COLUMNS = 24;

const box = (i: string, x: number): Box => ({ i, x, y: 0, w: 4, h: 4 });
const pointer = (type: string, clientX: number) =>
  new MouseEvent(type, { clientX, clientY: 0, bubbles: true }) as PointerEvent; // jsdom knows no pointers

let boxes: readonly Box[];
const arrange = vi.fn<Hands["arrange"]>();

function hold(id: string): void {
  const sheet = document.createElement("div");
  sheet.style.setProperty("--gap", "0px");
  sheet.style.setProperty("--row", `${CELL_PX}px`);
  document.body.replaceChildren(sheet);
  vi.spyOn(sheet, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, COLUMNS * CELL_PX, 400));
  const hands: Hands = {
    arranging: () => ({ frame: { kind: "grid", columns: COLUMNS }, still: new Set() }),
    boxes: () => boxes,
    leastOf: () => ({ w: 1, h: 1 }),
    selection: () => [],
    take: (held) => [held],
    selectOnly: () => undefined,
    arrange,
    freeze: () => undefined,
  };
  const marks = { sheet, band: document.createElement("div"), overlay: document.createElement("div") };
  new Gesture({ what: "move" }, id, hands, marks, pointer("pointerdown", 0), () => undefined);
}

beforeEach(() => {
  arrange.mockReset();
  boxes = [box("w1", 0), box("w2", 4)];
});

it("puts what is let go where it was dragged to", () => {
  hold("w1");
  window.dispatchEvent(pointer("pointermove", 10 * CELL_PX));
  window.dispatchEvent(pointer("pointerup", 10 * CELL_PX));
  expect(arrange).toHaveBeenCalledExactlyOnceWith([
    expect.objectContaining({ i: "w1", x: 10 }),
    expect.objectContaining({ i: "w2", x: 4 }),
  ]);
});

it("leaves what came and went while it was dragged as it is by now", () => {
  hold("w1");
  window.dispatchEvent(pointer("pointermove", 10 * CELL_PX));
  boxes = [box("w1", 0), box("w9", 18)];
  window.dispatchEvent(pointer("pointerup", 10 * CELL_PX));
  expect(arrange).toHaveBeenCalledExactlyOnceWith([
    expect.objectContaining({ i: "w1", x: 10 }),
    expect.objectContaining({ i: "w9", x: 18 }),
  ]);
});
