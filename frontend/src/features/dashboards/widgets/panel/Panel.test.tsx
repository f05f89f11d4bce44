import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Widget } from "../../document/dashboardDocument";
import { foldedBoxes, withInner } from "../../view/foldedBoxes";
import { openPage, renderWidget } from "../testing";

const widget = (type: string, options = {}, tab?: [string, string]): Widget => ({
  type,
  version: 1,
  title: "",
  options,
  bindings: [],
  rules: [],
  ...(tab && { visibleWhen: { match: "all", conditions: [{ kind: "tab", widget: tab[0], tab: tab[1] }] } }),
});

const stacked = (widgets: Record<string, Widget>) => Object.keys(widgets).map((i, y) => ({ i, x: 0, y, w: 4, h: 1 }));

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
  const widgets = {
    p1: widget("panel"),
    a: widget("value"),
    b: widget("value"),
    p2: widget("panel"),
    c: widget("value"),
  };
  const boxes = stacked(widgets);
  expect(foldedBoxes(boxes, widgets, (id) => (id === "p1" ? "1" : null))).toEqual(["a", "b"]);
  expect(foldedBoxes(boxes, widgets, () => null)).toEqual([]);
  expect(foldedBoxes(boxes, { ...widgets, p2: widget("panel", { startsFolded: true }) }, () => null)).toEqual(["c"]);
});

it("takes along a panel inside of it, which folds by itself too", () => {
  const widgets = {
    outer: widget("panel"),
    a: widget("value"),
    inner: widget("panel", { isInner: true }),
    b: widget("value"),
    second: widget("panel", { isInner: true }),
    c: widget("value"),
    next: widget("panel"),
    d: widget("value"),
  };
  const folded = (...ids: string[]) => foldedBoxes(stacked(widgets), widgets, (id) => (ids.includes(id) ? "1" : null));
  expect(folded("outer")).toEqual(["a", "inner", "b", "second", "c"]);
  expect(folded("inner")).toEqual(["b"]);
  expect(folded("second")).toEqual(["c"]);
  expect(folded("next")).toEqual(["d"]);
});

it("goes with the tab that it stands on, and so does what stands below it", () => {
  const widgets = {
    tabs: widget("tabs"),
    panel: widget("panel", {}, ["tabs", "B"]),
    a: widget("value"),
    other: widget("panel"),
    b: widget("value"),
  };
  expect([...withInner(["panel"], stacked(widgets), widgets)]).toEqual(["panel", "a"]);
});

it("tabs on a tab go with it, to any depth", () => {
  const widgets = {
    outer: widget("tabs"),
    inner: widget("tabs", {}, ["outer", "B"]),
    third: widget("tabs", {}, ["inner", "1"]),
    a: widget("value", {}, ["third", "x"]),
    b: widget("value", {}, ["outer", "A"]),
  };
  expect([...withInner(["inner"], stacked(widgets), widgets)]).toEqual(["inner", "third", "a"]);
});

it("ends where two tab bars stand on each other", () => {
  const widgets = { one: widget("tabs", {}, ["two", "A"]), two: widget("tabs", {}, ["one", "A"]) };
  expect([...withInner(["one"], stacked(widgets), widgets)]).toEqual(["one", "two"]);
});
