import type { Box, Widget } from "../document/dashboardDocument";

/** The widgets below a folded panel, down to the next panel. */
export function foldedBoxes(
  boxes: readonly Box[],
  widgets: Record<string, Widget>,
  saidOf: (id: string) => string | null,
): string[] {
  const panels = boxes
    .filter(({ i }) => widgets[i]?.type === "panel" && widgets[i]?.options.isFoldable !== false)
    .sort((a, b) => a.y - b.y);
  return panels.flatMap((panel, index) => {
    if (!isFolded(widgets[panel.i]?.options.startsFolded === true, saidOf(panel.i))) return [];
    const end = panels[index + 1]?.y ?? Number.POSITIVE_INFINITY;
    return boxes
      .filter((box) => box.i !== panel.i && box.y >= panel.y && box.y < end && widgets[box.i]?.type !== "panel")
      .map(({ i }) => i);
  });
}

/** "1" and "0" are what somebody chose; otherwise a panel is as it was made. */
export function isFolded(startsFolded: boolean, said: string | null): boolean {
  return said === null || said === "" ? startsFolded : said === "1";
}
