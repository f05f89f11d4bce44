import { expect, test } from "vitest";
import { treeItem } from "../testing";
import type { TreePage } from "../types";
import { CHILDREN_A_PAGE, pagesOf, type ReadPage, rowsOf } from "./treeRows";

function server(pages: Record<string, TreePage>): ReadPage {
  return (node, page) => pages[`${node}/${page}`];
}

function page(keys: string[], total = keys.length): TreePage {
  const items = keys.map((key) => treeItem(key, { has_children: !key.startsWith("m:") }));
  return { node: null, breadcrumbs: [], items, total, offset: 0 };
}

test("only expanded nodes show what they hold, one step further in", () => {
  const read = server({ "/0": page(["o:acme01"]), "o:acme01/0": page(["s:1", "s:2"]), "s:1/0": page(["d:5"]) });
  const rows = rowsOf(new Set(["o:acme01", "s:1"]), read);
  expect(rows.map(({ key, depth }) => `${depth} ${key}`)).toEqual(["0 o:acme01", "1 s:1", "2 d:5", "1 s:2"]);
});

test("a node that was just expanded shows one blank row until its children come", () => {
  const rows = rowsOf(new Set(["o:acme01"]), server({ "/0": page(["o:acme01"]) }));
  expect(rows.map(({ item, depth, parent }) => [item?.key ?? null, depth, parent])).toEqual([
    ["o:acme01", 0, ""],
    [null, 1, "o:acme01"],
  ]);
});

test("of 20,000 devices one page is asked for, and the rest are blanks of the right number", () => {
  const first = Array.from({ length: CHILDREN_A_PAGE }, (_, index) => `d:${index}`);
  const rows = rowsOf(new Set(["s:1"]), server({ "/0": page(["s:1"]), "s:1/0": page(first, 20_000) }));
  expect(rows).toHaveLength(20_001);
  expect(rows[CHILDREN_A_PAGE]?.item?.key).toBe(`d:${CHILDREN_A_PAGE - 1}`);
  expect(rows[CHILDREN_A_PAGE + 1]?.item).toBeNull();
  expect(pagesOf(rows.slice(15_010, 15_040))).toEqual([{ node: "s:1", page: 150 }]);
});

test("a window over the edge of two pages asks for both", () => {
  const rows = rowsOf(new Set(["s:1"]), server({ "/0": page(["s:1"]), "s:1/0": page(["d:0"], 1_000) }));
  expect(pagesOf(rows.slice(CHILDREN_A_PAGE - 1, CHILDREN_A_PAGE + 3))).toEqual([
    { node: "s:1", page: 0 },
    { node: "s:1", page: 1 },
  ]);
});

test("an answer in a circle ends", () => {
  const read = server({ "/0": page(["o:a"]), "o:a/0": page(["o:b"]), "o:b/0": page(["o:a"]) });
  expect(rowsOf(new Set(["o:a", "o:b"]), read).map(({ key }) => key)).toEqual(["o:a", "o:b", "o:a"]);
});
