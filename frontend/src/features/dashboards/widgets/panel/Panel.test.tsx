import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Widget } from "../../document/dashboardDocument";
import { foldedBoxes } from "../../view/foldedBoxes";
import { openPage, renderWidget } from "../testing";

it("folds what stands below it by a click, and remembers only what differs from its beginning", async () => {
  const open = openPage();
  renderWidget("panel", [], { options: { text: "Boiler 1" }, page: open.page });
  const button = screen.getByRole("button", { name: "Boiler 1", expanded: true });
  await userEvent.click(button);
  expect(open.say).toHaveBeenCalledExactlyOnceWith("fold", "1");
});

it("unfolds again", async () => {
  const open = openPage({ said: () => "1" });
  renderWidget("panel", [], { options: { text: "Boiler 1" }, page: open.page });
  await userEvent.click(screen.getByRole("button", { expanded: false }));
  expect(open.say).toHaveBeenCalledExactlyOnceWith("fold", null);
});

it("is only a heading on paper", () => {
  renderWidget("panel", [], { options: { text: "Boiler 1" } });
  expect(screen.getByRole("heading", { name: "Boiler 1" })).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("takes along what stands below it down to the next panel", () => {
  const widget = (type: string, options = {}): Widget => ({
    type,
    version: 1,
    title: "",
    options,
    bindings: [],
    rules: [],
  });
  const widgets = {
    p1: widget("panel"),
    a: widget("value"),
    b: widget("value"),
    p2: widget("panel"),
    c: widget("value"),
  };
  const boxes = Object.keys(widgets).map((i, y) => ({ i, x: 0, y, w: 4, h: 1 }));
  expect(foldedBoxes(boxes, widgets, (id) => (id === "p1" ? "1" : null))).toEqual(["a", "b"]);
  expect(foldedBoxes(boxes, widgets, () => null)).toEqual([]);
  expect(foldedBoxes(boxes, { ...widgets, p2: widget("panel", { startsFolded: true }) }, () => null)).toEqual(["c"]);
});
