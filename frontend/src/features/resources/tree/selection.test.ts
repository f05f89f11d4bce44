import { expect, test } from "vitest";
import { NOTHING, only, ranged, subjects, toggled } from "./selection";

const ORDER = ["o:a", "s:1", "d:1", "d:2", "d:3"];

test("the row that was open is among the chosen once a second one is added", () => {
  expect([...toggled(only("d:1"), "d:2").keys]).toEqual(["d:1", "d:2"]);
});

test("a second touch takes a row out again", () => {
  const both = toggled(only("d:1"), "d:2");
  expect([...toggled(both, "d:1").keys]).toEqual(["d:2"]);
});

test("a range reaches from the anchor in both directions", () => {
  const start = only("d:2");
  expect([...ranged(start, "s:1", ORDER).keys]).toEqual(["s:1", "d:1", "d:2"]);
  expect([...ranged(ranged(start, "s:1", ORDER), "d:3", ORDER).keys]).toEqual(["d:2", "d:3"]);
});

test("a range from a row that is no longer shown is that row alone", () => {
  expect(ranged(only("d:99"), "d:1", ORDER)).toEqual(only("d:1"));
});

test("an action is about all chosen ones only when it starts at one of them", () => {
  const two = toggled(toggled(NOTHING, "d:1"), "d:2");
  expect(subjects(two, "d:2")).toEqual(["d:1", "d:2"]);
  expect(subjects(two, "s:1")).toEqual(["s:1"]);
});
