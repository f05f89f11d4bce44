import { type Box, COLUMNS, type DashboardDocument, FREE_SIZE, type LayoutName, type Size } from "./dashboardDocument";

/** One page as one kind of screen shows it. */
export interface Place {
  layout: LayoutName;
  pageId: string;
}

/** What boxes stand in: cells of a grid that is packed upwards, or the pixels of a page where everything may overlap. */
export type Frame = { kind: "grid"; columns: number } | { kind: "free"; size: Size };

/** A free page is one picture; on a phone too, until somebody arranges its widgets there. */
export function frameOf(document: DashboardDocument, { layout, pageId }: Place): Frame {
  const page = document.pages.find(({ id }) => id === pageId);
  const isFollowing = layout === "desktop" || (document.layouts.mobile[pageId] ?? []).length === 0;
  if (page?.kind === "free" && isFollowing) return { kind: "free", size: page.size ?? FREE_SIZE };
  return { kind: "grid", columns: COLUMNS[layout] };
}

export function collides(a: Box, b: Box): boolean {
  return a.i !== b.i && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

export function byRow(a: Box, b: Box): number {
  return a.y - b.y || a.x - b.x;
}

export function bottomOf(boxes: readonly Box[]): number {
  return boxes.reduce((bottom, box) => Math.max(bottom, box.y + box.h), 0);
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Moves every box up until it touches another: no holes, no overlaps, the reading order kept. Of two in the same row
 * `first` comes before the other; who is `still` (locked) stays, and the others go around.
 */
export function compact(boxes: readonly Box[], first = NOBODY, still = NOBODY): Box[] {
  const heights: number[] = [];
  const rocks = boxes.filter((box) => still.has(box.i));
  const settled = new Map(rocks.map((box) => [box.i, box]));
  const order = boxes
    .filter((box) => !still.has(box.i))
    .sort((a, b) => a.y - b.y || Number(first.has(b.i)) - Number(first.has(a.i)) || a.x - b.x);
  for (const box of order) {
    let y = 0;
    for (let x = box.x; x < box.x + box.w; x += 1) y = Math.max(y, heights[x] ?? 0);
    for (const rock of rocks) if (isOver(rock, box)) y = Math.max(y, rock.y + rock.h);
    for (let rock = rockIn(rocks, box, y); rock; rock = rockIn(rocks, box, y)) y = rock.y + rock.h;
    for (let x = box.x; x < box.x + box.w; x += 1) heights[x] = y + box.h;
    settled.set(box.i, box.y === y ? box : { ...box, y });
  }
  return boxes.map((box) => settled.get(box.i) ?? box);
}

function isOver(rock: Box, box: Box): boolean {
  return rock.y + rock.h <= box.y && rock.x < box.x + box.w && box.x < rock.x + rock.w;
}

function rockIn(rocks: readonly Box[], box: Box, y: number): Box | undefined {
  return rocks.find((rock) => collides(rock, { ...box, y }));
}

/** The first free place for a new box, reading from the top left. */
export function freePlace(boxes: readonly Box[], size: { w: number; h: number }, columns: number): Box {
  const w = Math.min(size.w, columns);
  const bottom = bottomOf(boxes);
  for (let y = 0; y < bottom; y += 1) {
    for (let x = 0; x + w <= columns; x += 1) {
      const place = { i: "", x, y, w, h: size.h };
      if (!boxes.some((box) => collides(place, box))) return place;
    }
  }
  return { i: "", x: 0, y: bottom, w, h: size.h };
}

/**
 * A phone's layout from the desktop's: same reading order, one below the other, small ones in pairs.
 * `small` are widgets at most a quarter of the desktop wide; two of them share a phone's row.
 */
export function phoneLayout(desktop: readonly Box[]): Box[] {
  const columns = COLUMNS.mobile;
  const boxes: Box[] = [];
  let y = 0;
  let half: Box | null = null;
  for (const box of [...desktop].sort(byRow)) {
    const isSmall = box.w <= COLUMNS.desktop / 4;
    const w = isSmall ? columns / 2 : columns;
    const h = isSmall ? Math.min(box.h, 6) : Math.min(box.h, 12);
    if (isSmall && half) {
      half.h = Math.max(half.h, h);
      boxes.push({ i: box.i, x: columns / 2, y: half.y, w, h: half.h });
      y = half.y + half.h;
      half = null;
      continue;
    }
    if (half) half.w = columns;
    half = null;
    const placed: Box = { i: box.i, x: 0, y, w, h };
    boxes.push(placed);
    y += h;
    if (isSmall) half = placed;
  }
  if (half) half.w = columns;
  return boxes;
}

/** Height in pixels of a row of the grid, its gap included: what a free page's pixels are turned into cells with. */
const ROW_PX = 32;

/** About the same places in cells: for the phone, and when a page becomes a grid. */
export function gridFromFree(boxes: readonly Box[], size: Size): Box[] {
  const { desktop: columns } = COLUMNS;
  const column = size.w / columns;
  return boxes.map(({ i, x, y, w, h }) => {
    const width = Math.min(Math.max(1, Math.round(w / column)), columns);
    return {
      i,
      x: Math.min(Math.round(x / column), columns - width),
      y: Math.round(y / ROW_PX),
      w: width,
      h: Math.max(2, Math.round(h / ROW_PX)),
    };
  });
}

/** Cells as pixels: when a grid becomes a free page. */
export function freeFromGrid(boxes: readonly Box[], size: Size): Box[] {
  const column = size.w / COLUMNS.desktop;
  return boxes.map(({ i, x, y, w, h }) => {
    const height = Math.min(h * ROW_PX - 8, size.h);
    return {
      i,
      x: Math.round(x * column),
      y: Math.min(y * ROW_PX, size.h - height),
      w: Math.round(w * column) - 8,
      h: height,
    };
  });
}

/** The page's widgets as the phone would stand them, from where they stand on the desktop. */
export function phoneFromDesktop(document: DashboardDocument, pageId: string, without = NOBODY): Box[] {
  const page = document.pages.find(({ id }) => id === pageId);
  const desktop = (document.layouts.desktop[pageId] ?? []).filter(
    (box) => isShown(document, box, "mobile") && !without.has(box.i),
  );
  return phoneLayout(page?.kind === "free" ? gridFromFree(desktop, page.size ?? FREE_SIZE) : desktop);
}

function isShown(document: DashboardDocument, box: Box, layout: LayoutName): boolean {
  const only = document.widgets[box.i]?.onlyOn;
  return only === undefined || only === layout;
}

/**
 * The boxes of a page. A phone layout that nobody has arranged yet follows the desktop's, and one that somebody has
 * gets later widgets at its end: nothing is ever missing on a phone, unless somebody hid it there.
 */
export function boxesOf(document: DashboardDocument, layout: LayoutName, pageId: string): readonly Box[] {
  const desktop = document.layouts.desktop[pageId] ?? NO_BOXES;
  if (layout === "desktop" || frameOf(document, { layout, pageId }).kind === "free") {
    return shown(document, desktop, layout);
  }
  const own = shown(document, document.layouts.mobile[pageId] ?? NO_BOXES, "mobile");
  if (own.length === 0) return phoneFromDesktop(document, pageId);
  const missing = phoneFromDesktop(document, pageId, new Set(own.map(({ i }) => i)));
  if (missing.length === 0) return own;
  const bottom = bottomOf(own);
  return [...own, ...missing.map((box) => ({ ...box, y: box.y + bottom }))];
}

/** The same array when nothing is left out, so that nobody draws again for nothing. */
function shown(document: DashboardDocument, boxes: readonly Box[], layout: LayoutName): readonly Box[] {
  return boxes.every((box) => isShown(document, box, layout))
    ? boxes
    : boxes.filter((box) => isShown(document, box, layout));
}

/** Widgets of a page that this layout does not show. */
export function hiddenOn(document: DashboardDocument, layout: LayoutName, pageId: string): string[] {
  const ids = Object.values(document.layouts).flatMap((boxes) => (boxes[pageId] ?? []).map(({ i }) => i));
  return [...new Set(ids)].filter((id) => {
    const only = document.widgets[id]?.onlyOn;
    return only !== undefined && only !== layout;
  });
}

const NO_BOXES: readonly Box[] = [];
