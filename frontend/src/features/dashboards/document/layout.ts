import { type Box, COLUMNS, type DashboardDocument, type LayoutName } from "./dashboardDocument";

export function collides(a: Box, b: Box): boolean {
  return a.i !== b.i && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

export function byRow(a: Box, b: Box): number {
  return a.y - b.y || a.x - b.x;
}

export function bottomOf(boxes: readonly Box[]): number {
  return boxes.reduce((bottom, box) => Math.max(bottom, box.y + box.h), 0);
}

/** Moves every box up until it touches another: no holes, no overlaps, the reading order kept. */
export function compact(boxes: readonly Box[]): Box[] {
  const placed: Box[] = [];
  for (const box of [...boxes].sort(byRow)) {
    const settled = { ...box };
    while (settled.y > 0 && !placed.some((other) => collides({ ...settled, y: settled.y - 1 }, other))) {
      settled.y -= 1;
    }
    while (placed.some((other) => collides(settled, other))) settled.y += 1;
    placed.push(settled);
  }
  return boxes.map((box) => placed.find(({ i }) => i === box.i) ?? box);
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

/**
 * The boxes of a page. A phone layout that nobody has arranged yet follows the desktop's, and one that somebody has
 * gets later widgets at its end: nothing is ever missing on a phone.
 */
export function boxesOf(document: DashboardDocument, layout: LayoutName, pageId: string): readonly Box[] {
  const desktop = document.layouts.desktop[pageId] ?? NO_BOXES;
  if (layout === "desktop") return desktop;
  const own = document.layouts.mobile[pageId] ?? NO_BOXES;
  if (own.length === 0) return phoneLayout(desktop);
  const missing = desktop.filter(({ i }) => !own.some((box) => box.i === i));
  const bottom = bottomOf(own);
  return [...own, ...phoneLayout(missing).map((box) => ({ ...box, y: box.y + bottom }))];
}

const NO_BOXES: readonly Box[] = [];
