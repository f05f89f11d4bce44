import { boundsOf, clamp, makeRoom } from "../document/arranging";
import {
  asList,
  asText,
  type Box,
  COLUMNS,
  type DashboardDocument,
  FREE_SIZE,
  FREE_SIZES,
  type LayoutName,
  parseWidget,
  type Size,
  type Widget,
} from "../document/dashboardDocument";
import { type Frame, frameOf, freeFromGrid, freePlace, gridFromFree } from "../document/layout";
import { declaredVariables, type Variable, variablesOf } from "../variables/variables";
import type { Command } from "./command";
import { freshId } from "./ids";
import { arrangingOf } from "./place";
import { underTabs } from "./together";

/** Widgets with their sizes, ready to be put on this or another dashboard. */
export interface Clip {
  kind: "sluice/widgets";
  /** On what they stood: cells and pixels are no measures of one another. */
  frame: Frame["kind"];
  items: ClipItem[];
  /** What they leave open: another dashboard may not have it. */
  variables?: Variable[];
}

interface ClipItem {
  /** What it was called where it stood: tabs are named by it. New ones have not been called anything. */
  id?: string;
  widget: Widget;
  sizes: Record<LayoutName, Size>;
  /** Where it stood, so that several keep their places among themselves. */
  at: { x: number; y: number; r?: number };
}

export function clipOf(document: DashboardDocument, ids: readonly string[]): Clip {
  const boxIn = (layout: LayoutName, id: string) =>
    Object.values(document.layouts[layout])
      .flat()
      .find(({ i }) => i === id);
  const sizeOf = (layout: LayoutName, id: string) => {
    const box = boxIn(layout, id);
    return { w: box?.w ?? COLUMNS[layout] / 3, h: box?.h ?? 4 };
  };
  const pageOf = (id: string) =>
    document.pages.find((page) => document.layouts.desktop[page.id]?.some((b) => b.i === id));
  return {
    kind: "sluice/widgets",
    variables: variablesOf(
      document,
      ids.flatMap((id) => document.widgets[id] ?? []),
    ),
    frame: ids[0] !== undefined && pageOf(ids[0])?.kind === "free" ? "free" : "grid",
    items: inOrder(document, ids).flatMap((id) => {
      const widget = document.widgets[id];
      const { x = 0, y = 0, r } = boxIn("desktop", id) ?? {};
      const sizes = { desktop: sizeOf("desktop", id), mobile: sizeOf("mobile", id) };
      return widget
        ? [{ id, widget: withoutLook(widget), sizes, at: { x, y, ...(r === undefined ? {} : { r }) } }]
        : [];
    }),
  };
}

/** What a flow sets of its looks belongs to the one widget: the copy has a block of its own there. */
function withoutLook({ look: _, ...widget }: Widget): Widget {
  return widget;
}

/** As they lie on one another, whatever was selected first. */
function inOrder(document: DashboardDocument, ids: readonly string[]): string[] {
  const lying = Object.values(document.layouts.desktop).flatMap((boxes) => boxes.map(({ i }) => i));
  const rank = new Map(lying.map((id, index) => [id, index]));
  return [...ids].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

/** Returns the command and the ids the new widgets will have, so that they can be selected. */
export function pasteWidgets(
  document: DashboardDocument,
  pageId: string,
  clip: Clip,
  at?: { x: number; y: number },
): { command: Command; ids: string[] } {
  const ids: string[] = [];
  for (const _ of clip.items) ids.push(freshId("w", [...Object.keys(document.widgets), ...ids]));
  const command: Command = {
    name: "pasteWidgets",
    apply(draft) {
      const frame = frameOf(draft, { layout: "desktop", pageId });
      const boxes = draft.layouts.desktop[pageId] ?? [];
      const { still } = arrangingOf(draft, { layout: "desktop", pageId });
      const free = placesOf(clip, ids, boxes, frame);
      const places = at ? movedTo(free, at, frame) : free;
      const groups = new Map<string, string>();
      const declared = new Set(declaredVariables(draft.variables).map(({ name }) => name));
      draft.variables.push(...(clip.variables ?? []).filter(({ name }) => !declared.has(name)));
      const renamed = new Map(clip.items.map((item, index) => [item.id ?? "", ids[index] ?? ""]));
      clip.items.forEach(({ widget, sizes }, index) => {
        const id = ids[index];
        if (!id) return;
        draft.widgets[id] = underTabs(structuredClone(widget), renamed);
        regroup(draft, id, groups);
        // A phone's own arrangement is continued; without one the phone follows the desktop.
        const phone = draft.layouts.mobile[pageId] ?? [];
        if (phone.length === 0 || widget.onlyOn === "desktop") return;
        draft.layouts.mobile[pageId] = [...phone, { ...freePlace(phone, sizes.mobile, COLUMNS.mobile), i: id }];
      });
      draft.layouts.desktop[pageId] =
        at && frame.kind === "grid" ? makeRoom(boxes, places, still) : [...boxes, ...places];
    },
  };
  return { command, ids };
}

/** Copies of a group are a group of their own. */
function regroup(draft: DashboardDocument, id: string, groups: Map<string, string>): void {
  const widget = draft.widgets[id];
  if (widget?.group === undefined) return;
  const taken = Object.values(draft.widgets).flatMap(({ group }) => group ?? []);
  const word = groups.get(widget.group) ?? freshId("g", taken);
  groups.set(widget.group, word);
  widget.group = word;
}

/** How far a copy on a free page lies beside what it was made from. */
const BESIDE_PX = 16;

function placesOf(clip: Clip, ids: readonly string[], standing: readonly Box[], frame: Frame): Box[] {
  const copied = clip.items.map(({ sizes, at }, index) => ({ i: ids[index] ?? "", ...sizes.desktop, ...at }));
  if (copied.length === 0) return [];
  if (frame.kind === "free") {
    const boxes = clip.frame === "free" ? copied : freeFromGrid(copied, frame.size);
    return besides(boxes, standing, frame.size);
  }
  const cells = clip.frame === "grid" ? copied : gridFromFree(copied, FREE_SIZE);
  const boxes = cells.map(({ i, x, y, w, h }) => ({ i, x, y, w: Math.min(w, frame.columns), h }));
  const around = boundsOf(boxes);
  const free = freePlace(standing, { w: around.w, h: around.h }, frame.columns);
  return boxes.map((box) => ({
    ...box,
    x: Math.min(box.x - around.x + free.x, frame.columns - box.w),
    y: box.y - around.y + free.y,
  }));
}

/** The whole of them where it was let go, as far as there is room. */
function movedTo(boxes: readonly Box[], at: { x: number; y: number }, frame: Frame): Box[] {
  if (boxes.length === 0) return [];
  const around = boundsOf(boxes);
  const width = frame.kind === "grid" ? frame.columns : frame.size.w;
  const height = frame.kind === "grid" ? Number.POSITIVE_INFINITY : frame.size.h;
  const x = clamp(at.x, 0, width - around.w);
  const y = clamp(at.y, 0, height - around.h);
  return boxes.map((box) => ({
    ...box,
    x: clamp(box.x - around.x + x, 0, width - box.w),
    y: clamp(box.y - around.y + y, 0, height - box.h),
  }));
}

/** Where they were, or a step further when something lies exactly there. */
function besides(boxes: readonly Box[], standing: readonly Box[], size: Size): Box[] {
  let step = 0;
  const isTaken = (box: Box) => standing.some(({ x, y }) => x === box.x + step && y === box.y + step);
  while (boxes.some(isTaken) && step < size.w) step += BESIDE_PX;
  return boxes.map((box) => {
    const w = Math.min(box.w, size.w);
    const h = Math.min(box.h, size.h);
    return { ...box, w, h, x: Math.min(box.x + step, size.w - w), y: Math.min(box.y + step, size.h - h) };
  });
}

/** Reads what stands on the clipboard; null when it is something else. */
export function parseClip(text: string): Clip | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== "object" || raw === null || !("kind" in raw) || raw.kind !== "sluice/widgets") return null;
  if (!("items" in raw) || !Array.isArray(raw.items)) return null;
  const frame = "frame" in raw && raw.frame === "free" ? "free" : "grid";
  const bounds = frame === "free" ? { w: FREE_SIZES.most, h: FREE_SIZES.most } : { w: COLUMNS.desktop, h: 100 };
  const items = raw.items.slice(0, MOST_PASTED).flatMap((item: unknown) => {
    const {
      id,
      widget: rawWidget,
      sizes,
      at,
    } = (item ?? {}) as {
      id?: unknown;
      widget?: unknown;
      sizes?: Partial<ClipItem["sizes"]>;
      at?: Partial<ClipItem["at"]>;
    };
    const widget = parseWidget(rawWidget);
    if (!widget) return [];
    const desktop = size(sizes?.desktop, 8, bounds);
    const mobile = size(sizes?.mobile, 6, { w: COLUMNS.mobile, h: 100 });
    const turn = whole(at?.r, 0, 359);
    const place = { x: whole(at?.x, 0, bounds.w), y: whole(at?.y, 0, 10_000), ...(turn === 0 ? {} : { r: turn }) };
    return [{ id: asText(id), widget, sizes: { desktop, mobile }, at: place }];
  });
  const variables = declaredVariables("variables" in raw ? asList(raw.variables) : []).slice(0, MOST_VARIABLES);
  return items.length > 0 ? { kind: "sluice/widgets", frame, items, variables } : null;
}

const MOST_PASTED = 100;
const MOST_VARIABLES = 50;

function size(raw: unknown, width: number, bounds: Size): Size {
  const { w, h } = (raw ?? {}) as { w?: unknown; h?: unknown };
  return { w: Math.max(1, whole(w, width, bounds.w)), h: Math.max(1, whole(h, 5, bounds.h)) };
}

function whole(value: unknown, otherwise: number, most: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? Math.min(value, most) : otherwise;
}
