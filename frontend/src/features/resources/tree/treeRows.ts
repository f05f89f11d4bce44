import type { TreeItem, TreePage } from "../types";
import type { Moving } from "./moves";

/** Children of a node come in pages of this size, as they scroll into sight. */
export const CHILDREN_A_PAGE = 100;

/** The empty key names what stands above everything: the tree itself. */
export const ROOT = "";

export interface TreeRow {
  key: string;
  depth: number;
  parent: string;
  /** Place among its siblings. */
  index: number;
  /** How many siblings there are, itself included. */
  size: number;
  /** The keys of all nodes above it. */
  line: ReadonlySet<string>;
  /** Null until its page has come. */
  item: TreeItem | null;
}

export type ReadPage = (node: string, page: number) => TreePage | undefined;

/** The rows from top to bottom, those that are not loaded yet as blanks: so the scroll bar is right from the start. */
export function rowsOf(expanded: ReadonlySet<string>, read: ReadPage, top = ROOT): TreeRow[] {
  const rows: TreeRow[] = [];
  addChildren(rows, { parent: top, depth: 0, line: new Set() }, expanded, read);
  return rows;
}

interface Place {
  parent: string;
  depth: number;
  line: ReadonlySet<string>;
}

function addChildren(rows: TreeRow[], { parent, depth, line }: Place, expanded: ReadonlySet<string>, read: ReadPage) {
  const first = read(parent, 0);
  if (!first) {
    rows.push({ key: `${parent} 0`, depth, parent, index: 0, size: 1, line, item: null });
    return;
  }
  let page: TreePage | undefined = first;
  for (let index = 0; index < first.total; index += 1) {
    if (index > 0 && index % CHILDREN_A_PAGE === 0) page = read(parent, index / CHILDREN_A_PAGE);
    const item = page?.items[index % CHILDREN_A_PAGE] ?? null;
    rows.push({ key: item?.key ?? `${parent} ${index}`, depth, parent, index, size: first.total, line, item });
    // A broken answer that names an ancestor as a child must not end in an endless tree.
    if (item?.has_children && expanded.has(item.key) && !line.has(item.key)) {
      addChildren(rows, { parent: item.key, depth: depth + 1, line: new Set([...line, item.key]) }, expanded, read);
    }
  }
}

export interface PageName {
  node: string;
  page: number;
}

/** The pages that these rows come from, each once. */
export function pagesOf(rows: readonly TreeRow[]): PageName[] {
  const pages = new Map<string, PageName>();
  for (const { parent, index } of rows) {
    const page = Math.floor(index / CHILDREN_A_PAGE);
    pages.set(`${parent} ${page}`, { node: parent, page });
  }
  return [...pages.values()];
}

export function loadedKeys(rows: readonly TreeRow[]): string[] {
  return rows.flatMap(({ item }) => (item ? [item.key] : []));
}

/** The nodes of these keys as far as they are in the tree now. */
export function found(rows: readonly TreeRow[], keys: readonly string[]): Moving[] {
  const wanted = new Set(keys);
  return rows.flatMap(({ item, parent }) => (item && wanted.delete(item.key) ? [{ item, parent }] : []));
}
