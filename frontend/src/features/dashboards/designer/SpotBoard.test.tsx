import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { placeEntries, setOption } from "../commands/changeWidget";
import { emptyDocument } from "../document/dashboardDocument";
import { createDashboardEditor } from "../editor/dashboardEditor";
import { type Spot, SpotBoard } from "./SpotBoard";

const SPOTS: Spot[] = [{ source: 2, x: 30, y: 40, label: "" }];

function board(move = vi.fn()) {
  render(
    <MantineProvider env="test">
      <SpotBoard label="Places" picture={7} spots={SPOTS} names={["hall", "boiler"]} move={move} />
    </MantineProvider>,
  );
  const box = { left: 100, top: 50, width: 200, height: 100, right: 300, bottom: 150, x: 100, y: 50 };
  vi.spyOn(screen.getByTestId("spot-board"), "getBoundingClientRect").mockReturnValue(box as DOMRect);
  return move;
}

const boiler = () => screen.getByRole("button", { name: /^boiler/ });
const hall = () => screen.getByRole("button", { name: /^hall/ });

it("puts a place where it is dragged to, once it is let go", () => {
  const move = board();
  fireEvent.pointerDown(boiler(), { button: 0, pointerId: 1, clientX: 160, clientY: 90 });
  fireEvent.pointerMove(boiler(), { pointerId: 1, clientX: 250, clientY: 75 });
  expect(boiler()).toHaveStyle({ left: "75%", top: "25%" });
  expect(move).not.toHaveBeenCalled();
  fireEvent.pointerUp(boiler(), { pointerId: 1 });
  expect(move.mock.calls).toEqual([[0, { source: 2, x: 75, y: 25 }, false]]);
});

it("keeps a place on the picture", () => {
  const move = board();
  fireEvent.pointerDown(boiler(), { button: 0, pointerId: 1 });
  fireEvent.pointerMove(boiler(), { pointerId: 1, clientX: 999, clientY: -5 });
  fireEvent.pointerUp(boiler(), { pointerId: 1 });
  expect(move.mock.calls).toEqual([[0, { source: 2, x: 100, y: 0 }, false]]);
});

it("leaves a place alone that was only touched, or whose drag was given up", () => {
  const move = board();
  fireEvent.pointerDown(boiler(), { button: 0, pointerId: 1 });
  fireEvent.pointerUp(boiler(), { pointerId: 1 });
  fireEvent.pointerDown(boiler(), { button: 0, pointerId: 1 });
  fireEvent.pointerMove(boiler(), { pointerId: 1, clientX: 250, clientY: 75 });
  fireEvent.keyDown(boiler(), { key: "Escape" });
  fireEvent.pointerUp(boiler(), { pointerId: 1 });
  expect(move).not.toHaveBeenCalled();
});

it("moves with the arrow keys, in three sizes of steps", () => {
  const move = board();
  fireEvent.keyDown(boiler(), { key: "ArrowRight" });
  fireEvent.keyDown(boiler(), { key: "ArrowUp", shiftKey: true });
  fireEvent.keyDown(boiler(), { key: "ArrowDown", altKey: true });
  expect(move.mock.calls).toEqual([
    [0, { source: 2, x: 31, y: 40 }, true],
    [0, { source: 2, x: 30, y: 35 }, true],
    [0, { source: 2, x: 30, y: 40.1 }, true],
  ]);
});

it("gives a source that stands along the top a place of its own", () => {
  const move = board();
  expect(hall()).toHaveStyle({ left: "50%", top: "6%" });
  fireEvent.keyDown(hall(), { key: "ArrowDown" });
  expect(move.mock.calls).toEqual([[1, { source: 1, x: 50, y: 7 }, true]]);
});

it("undoes each drag by itself and strokes of keys together", () => {
  const document = emptyDocument();
  document.widgets.w1 = { type: "floor_plan", version: 1, title: "", options: {}, bindings: [], rules: [] };
  const editor = createDashboardEditor(document, 1, () => 0);
  const at = (x: number) => [{ source: 1, x, y: 0 }];
  const spots = () => editor.getState().document.widgets.w1?.options.spots;
  editor.getState().run(setOption("w1", "spots", at(1)));
  editor.getState().run(placeEntries("w1", "spots", at(2), null));
  editor.getState().run(placeEntries("w1", "spots", at(3), null));
  editor.getState().run(placeEntries("w1", "spots", at(4), 0));
  editor.getState().run(placeEntries("w1", "spots", at(5), 0));
  const seen = [3, 2, 1].map(() => {
    editor.getState().undo();
    return spots();
  });
  expect(seen).toEqual([at(3), at(2), at(1)]);
});
