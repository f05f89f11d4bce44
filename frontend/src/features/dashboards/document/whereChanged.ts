import type { DashboardDocument, LayoutName } from "./dashboardDocument";
import { boxesOf, type Place } from "./layout";

const LAYOUTS: readonly LayoutName[] = ["desktop", "mobile"];

/**
 * Where `after` is seen to differ from `before`, with the widgets that are meant: `here` if it is seen from here. Null
 * when it is not about a place, as with variables. `held` were selected when the change was made: where widgets only
 * moved, the others made room for them.
 */
export function whereChanged(
  before: DashboardDocument,
  after: DashboardDocument,
  held: readonly string[],
  here: Place,
): (Place & { widgets: string[] }) | null {
  const contents = Object.keys(after.widgets).filter((id) => !isSame(before.widgets[id], after.widgets[id]));
  const pages = new Map(before.pages.map((page) => [page.id, page]));
  const places = LAYOUTS.flatMap((layout) =>
    after.pages.flatMap((page) => {
      const old = new Map(boxesOf(before, layout, page.id).map((box) => [box.i, box]));
      const boxes = boxesOf(after, layout, page.id);
      const stands = new Set(boxes.map(({ i }) => i));
      const changed = contents.filter((id) => stands.has(id));
      const isRearranged = !isSame([...old.values()], boxes);
      if (changed.length === 0 && !isRearranged && isSame(pages.get(page.id), page)) return [];
      const moved = boxes.flatMap((box) => (held.includes(box.i) && !isSame(old.get(box.i), box) ? [box.i] : []));
      return [{ layout, pageId: page.id, widgets: changed.length > 0 ? changed : moved }];
    }),
  );
  const isHere = ({ layout, pageId }: Place) => layout === here.layout && pageId === here.pageId;
  return places.find(isHere) ?? places.find(({ layout }) => layout === here.layout) ?? places[0] ?? null;
}

/** Documents share what did not change, so the texts are seldom made. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
