import { expect, test } from "vitest";
import { treeItem } from "../testing";
import { type Moving, moveProblem, wayBack } from "./moves";

const ALL = ["manage_devices", "manage_sites", "edit_organization", "create_organization"];
const device = (id: number, parent = "s:1"): Moving => ({ item: treeItem(`d:${id}`, { permissions: ALL }), parent });
const site = treeItem("s:2", { permissions: ALL });
const organization = treeItem("o:acme01", { permissions: ALL });

test("devices go to sites and organizations", () => {
  expect(moveProblem([device(1)], site, new Set(["o:acme01"]))).toBeNull();
  expect(moveProblem([device(1)], organization, new Set())).toBeNull();
  expect(moveProblem([device(1)], treeItem("d:7", { permissions: ALL }), new Set())).toBe("move.device_place");
});

test("sites and sub-organizations go to organizations only", () => {
  expect(moveProblem([{ item: site, parent: "o:x" }], organization, new Set())).toBeNull();
  expect(moveProblem([{ item: treeItem("s:3", { permissions: ALL }), parent: "o:x" }], site, new Set())).toBe(
    "move.site_place",
  );
  const below = treeItem("o:below1", { permissions: ALL });
  expect(moveProblem([{ item: below, parent: "o:x" }], site, new Set())).toBe("move.organization_place");
});

test("an organization never goes below itself", () => {
  const moving = [{ item: organization, parent: "o:top001" }];
  expect(moveProblem(moving, treeItem("o:below1", { permissions: ALL }), new Set(["o:top001", "o:acme01"]))).toBe(
    "move.into_itself",
  );
  expect(moveProblem(moving, organization, new Set(["o:top001"]))).toBe("move.into_itself");
});

test("without the right at both ends nothing moves", () => {
  expect(moveProblem([device(1)], treeItem("s:2"), new Set())).toBe("move.no_right");
  expect(moveProblem([{ item: treeItem("d:1"), parent: "s:1" }], site, new Set())).toBe("move.not_movable");
});

test("where all stand already is no place to go", () => {
  expect(moveProblem([device(1, "s:2")], site, new Set())).toBe("move.already_there");
  expect(moveProblem([device(1, "s:2"), device(2)], site, new Set())).toBeNull();
});

test("undo brings each back to its own place", () => {
  expect(wayBack([device(1), device(2, "o:acme01"), device(3)])).toEqual([
    { keys: ["d:1", "d:3"], to: "s:1" },
    { keys: ["d:2"], to: "o:acme01" },
  ]);
});
