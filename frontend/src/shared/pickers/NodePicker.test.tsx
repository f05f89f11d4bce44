import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { type Call, fakeServer } from "@/testing/server";
import { NodePicker } from "./NodePicker";

afterEach(() => vi.restoreAllMocks());

const ACME = { key: "o:acme01", kind: "organization", label: "Acme", has_children: true, is_passage: true };
const HALL = { key: "s:7", kind: "site", label: "Hall 7", has_children: true, is_passage: false };
const PUMP = { key: "d:3", kind: "device", label: "pump", has_children: false, is_passage: false };
const BELOW: Record<string, unknown[]> = { "": [ACME], "o:acme01": [HALL], "s:7": [PUMP] };

function answer({ path, query }: Call) {
  if (path === "/api/tree/search") {
    const breadcrumbs = [ACME, HALL, PUMP].map(({ key, kind, label }) => ({ key, kind, label }));
    return { json: { items: [{ ...PUMP, breadcrumbs }], has_more: false } };
  }
  const items = (BELOW[query.get("node") ?? ""] ?? []).map((item) => ({ description: "", ...(item as object) }));
  return { json: { node: null, breadcrumbs: [], items, total: items.length } };
}

function open() {
  fakeServer(answer);
  const toggle = vi.fn();
  show(<NodePicker chosen={new Set()} toggle={toggle} isMultiple />);
  return toggle;
}

test("the tree opens place by place, by keys too, and what only leads on cannot be chosen", async () => {
  const toggle = open();
  const hall = await screen.findByRole("treeitem", { name: "Hall 7" });
  await userEvent.click(screen.getByRole("treeitem", { name: "Acme" }));
  expect(toggle).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("treeitem", { name: "Acme" }));
  await userEvent.click(await screen.findByRole("treeitem", { name: "Hall 7" }));
  expect(toggle).toHaveBeenCalledWith(expect.objectContaining({ key: "s:7" }));
  expect(hall).toHaveAttribute("aria-level", "2");
  await userEvent.keyboard("{ArrowRight}");
  await screen.findByRole("treeitem", { name: "pump" });
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(toggle).toHaveBeenLastCalledWith(expect.objectContaining({ key: "d:3" }));
});

test("what is found stands with the way to it", async () => {
  const toggle = open();
  await userEvent.type(screen.getByRole("searchbox", { name: "Search by name" }), "pump");
  const pump = await screen.findByRole("treeitem", { name: "pump" });
  expect(pump).toHaveAttribute("aria-description", "Acme › Hall 7");
  await userEvent.click(pump);
  expect(toggle).toHaveBeenCalledWith(expect.objectContaining({ key: "d:3" }));
});
