import type { Box, Widget } from "../document/dashboardDocument";
import { readVisibleWhen } from "../document/visibleWhen";

type Widgets = Record<string, Widget>;

/** The widgets below a folded panel, down to the next panel; an inner panel goes along with the one it stands in. */
export function foldedBoxes(boxes: readonly Box[], widgets: Widgets, saidOf: (id: string) => string | null): string[] {
  const folded = boxes.filter(({ i }) => {
    const { type, options } = widgets[i] ?? {};
    return type === "panel" && options?.isFoldable !== false && isFolded(options?.startsFolded === true, saidOf(i));
  });
  return [...new Set(folded.flatMap((panel) => belowPanel(panel, boxes, widgets)))];
}

/** What a panel is the heading of: everything down to the next panel that does not stand inside of it. */
function belowPanel(panel: Box, boxes: readonly Box[], widgets: Widgets): string[] {
  const isOuter = !isInner(widgets[panel.i]);
  const next = boxes
    .filter(({ i, y }) => isPanel(widgets[i]) && y > panel.y && !(isOuter && isInner(widgets[i])))
    .map(({ y }) => y);
  const end = Math.min(Number.POSITIVE_INFINITY, ...next);
  return boxes
    .filter(({ i, y }) => i !== panel.i && y >= panel.y && y < end)
    .filter(({ i }) => !isPanel(widgets[i]) || (isOuter && isInner(widgets[i])))
    .map(({ i }) => i);
}

/**
 * Tab bars and panels inside of tabs and panels: what stands on the tabs of a bar that is hidden is hidden too, and a panel
 * on a tab that is not open takes along what stands below it.
 */
export function withInner(hidden: readonly string[], boxes: readonly Box[], widgets: Widgets): Set<string> {
  const all = new Set(hidden);
  for (let before = -1; before < all.size; ) {
    before = all.size;
    for (const box of boxes) {
      const bars = tabsOf(widgets[box.i]);
      if (bars.some((bar) => all.has(bar))) all.add(box.i);
      if (all.has(box.i) && isPanel(widgets[box.i]) && bars.length > 0) {
        for (const below of belowPanel(box, boxes, widgets)) all.add(below);
      }
    }
  }
  return all;
}

/** The tab bars that a widget hangs on, as far as it is not shown for another reason too. */
function tabsOf(widget: Widget | undefined): string[] {
  const { match, conditions } = readVisibleWhen(widget?.visibleWhen);
  if (match === "any" && conditions.length > 1) return [];
  return conditions.flatMap((one) => (one.kind === "tab" ? [one.widget] : []));
}

function isPanel(widget: Widget | undefined): boolean {
  return widget?.type === "panel";
}

function isInner(widget: Widget | undefined): boolean {
  return isPanel(widget) && widget?.options.isInner === true;
}

/** "1" and "0" are what somebody chose; otherwise a panel is as it was made. */
export function isFolded(startsFolded: boolean, said: string | null): boolean {
  return said === null || said === "" ? startsFolded : said === "1";
}
