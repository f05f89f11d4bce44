import { expect, test } from "vitest";
import {
  bodyOf,
  EMPTY,
  type EntryDocument,
  entryProblem,
  isReadImplied,
  isSame,
  isSettable,
  type ProfileDocument,
  withNodes,
} from "./profileDocument";

const HALL: EntryDocument = {
  node: "s:7",
  kind: "site",
  label: "Hall 7",
  breadcrumbs: [],
  effect: "allow",
  permissions: ["read", "manage_sites", "write_metric"],
  dashboard_role: "operator",
};

function profile(change: Partial<ProfileDocument>): ProfileDocument {
  return { ...EMPTY, name: "Hall", entries: [HALL], ...change };
}

test.each([
  ["read", { access_management: false, access_rest: false }, true],
  ["write_metric", { access_management: false, access_rest: false }, true],
  ["manage_sites", { access_management: false, access_rest: true }, false],
  ["manage_sites", { access_management: true, access_rest: false }, true],
  ["manage_devices", { access_management: false, access_rest: false }, false],
  ["manage_devices", { access_management: false, access_rest: true }, true],
])("%s with %o can be set: %s", (permission, switches, isPossible) => {
  expect(isSettable(permission, { access_dashboard: false, ...switches })).toBe(isPossible);
});

test("what a switch shuts is not sent, and comes back with the switch", () => {
  const shut = profile({ access_management: false, access_dashboard: false });
  expect(bodyOf(shut).entries).toEqual([
    { node: "s:7", effect: "allow", permissions: ["read", "write_metric"], dashboard_role: "" },
  ]);
  const open = { ...shut, access_management: true, access_dashboard: true };
  expect(bodyOf(open).entries).toEqual([
    { node: "s:7", effect: "allow", permissions: ["manage_sites", "read", "write_metric"], dashboard_role: "operator" },
  ]);
});

test("whoever may do something may see it", () => {
  const entry = { ...HALL, permissions: ["write_metric"], dashboard_role: "" as const };
  expect(isReadImplied(entry, EMPTY)).toBe(true);
  expect(bodyOf(profile({ entries: [entry] })).entries[0]?.permissions).toEqual(["read", "write_metric"]);
});

test("an allow that allows nothing is named", () => {
  const entry = { ...HALL, permissions: ["manage_sites"] };
  const shut = profile({ access_dashboard: false, entries: [entry] });
  expect(entryProblem(entry, shut)).toBe("nothing_allowed");
  expect(entryProblem(entry, { ...shut, access_management: true })).toBeNull();
});

test("a deny names permissions of every kind, whatever the switches say, and has no role", () => {
  const deny = { ...HALL, effect: "deny" as const, permissions: ["manage_sites"] };
  const document = profile({ access_dashboard: false, entries: [deny] });
  expect(bodyOf(document).entries).toEqual([
    { node: "s:7", effect: "deny", permissions: ["manage_sites"], dashboard_role: "" },
  ]);
  expect(entryProblem(deny, document)).toBeNull();
});

test("a place that has an allow already gets a deny, and not a third entry", () => {
  const node = { key: "s:7", kind: "site" as const, label: "Hall 7" };
  const twice = withNodes(profile({}), [node]);
  expect(twice.entries.map(({ effect }) => effect)).toEqual(["allow", "deny"]);
  expect(withNodes(twice, [node]).entries).toHaveLength(2);
});

test("the order of permissions is no change", () => {
  const other = profile({ entries: [{ ...HALL, permissions: ["write_metric", "read", "manage_sites"] }] });
  expect(isSame(profile({}), other)).toBe(true);
});
