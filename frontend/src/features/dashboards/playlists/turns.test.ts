import { expect, it } from "vitest";
import type { PlaylistItem } from "./queries";
import { addressOf, playable, turnAfter } from "./turns";

const item = (dashboard: number, page: string | null = null, name: string | null = "Desk"): PlaylistItem => ({
  dashboard,
  page,
  seconds: 10,
  name,
});
const items = [item(1), item(2, "p2")];

it("shows all pages of an entry that names none, then goes on", () => {
  expect(turnAfter(items, { at: 0, page: null }, ["p1", "p2"], 1)).toEqual({ at: 0, page: "p2" });
  expect(turnAfter(items, { at: 0, page: "p2" }, ["p1", "p2"], 1)).toEqual({ at: 1, page: "p2" });
});
it("shows only the page that an entry names, and begins again at the end", () => {
  expect(turnAfter(items, { at: 1, page: "p2" }, ["p1", "p2", "p3"], 1)).toEqual({ at: 0, page: null });
});
it("goes back too", () => {
  expect(turnAfter(items, { at: 0, page: "p2" }, ["p1", "p2"], -1)).toEqual({ at: 0, page: "p1" });
  expect(turnAfter(items, { at: 0, page: null }, ["p1"], -1)).toEqual({ at: 1, page: "p2" });
});
it("stays where it is with a single entry", () => {
  expect(turnAfter([item(1)], { at: 0, page: null }, ["p1"], 1)).toEqual({ at: 0, page: null });
});
it("leaves out what is gone or not ours to see", () => {
  expect(playable([item(1), item(2, null, null)])).toEqual([item(1)]);
});
it("keeps the scale of the wall", () => {
  const search = new URLSearchParams("scale=2&page=old");
  expect(addressOf(item(2), { at: 1, page: null }, 7, search)).toBe("/dashboards/2?kiosk=1&playlist=7&at=1&scale=2");
});
