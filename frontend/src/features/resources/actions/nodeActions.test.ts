import { expect, test } from "vitest";
import { treeItem } from "../testing";
import { actionsFor } from "./nodeActions";

const names = (...args: Parameters<typeof actionsFor>) => actionsFor(...args).map(({ name }) => name);

test("who may only read is offered nothing that changes anything", () => {
  expect(names([{ item: treeItem("s:1", { permissions: ["read"] }), parent: "o:a" }], [])).toEqual([
    "star",
    "copy_link",
  ]);
});

test("an organization takes sub-organizations, sites and devices where permitted", () => {
  const item = treeItem("o:acme01", { permissions: ["manage_sites", "manage_devices"] });
  expect(names([{ item, parent: "" }], [])).toEqual([
    "create_site",
    "create_device",
    "create_claim",
    "star",
    "copy_link",
  ]);
});

test("a passage is only gone through", () => {
  const item = treeItem("s:1", { permissions: ["manage_sites"], is_passage: true });
  expect(names([{ item, parent: "o:a" }], [])).toEqual(["star", "copy_link"]);
});

test("several are moved, starred and deleted together", () => {
  const device = (id: number) => ({ item: treeItem(`d:${id}`, { permissions: ["manage_devices"] }), parent: "s:1" });
  expect(names([device(1), device(2)], [])).toEqual(["cut", "move", "star", "delete"]);
});

test("what was cut can be put where it fits", () => {
  const cut = [{ item: treeItem("d:1", { permissions: ["manage_devices"] }), parent: "s:1" }];
  const place = { item: treeItem("s:2", { permissions: ["manage_devices"] }), parent: "o:a" };
  expect(names([place], cut)).toContain("paste");
  expect(names([{ ...place, item: treeItem("s:2") }], cut)).not.toContain("paste");
});
