import type { Level } from "../document/dashboardDocument";

/** How serious a thing is: what its colour and its shape on the map tell. */
export type Look = Level | "normal" | "stale";

/** From calm to serious; a cluster looks like the most serious thing in it. */
export const LOOKS: readonly Look[] = ["normal", "stale", "warning", "minor", "major", "critical"];

/** Round, diamond, round with a ring, triangle, square: the shape says what the colour says. */
const SHAPES: Record<Look, string> = {
  normal: '<circle cx="12" cy="12" r="8"/>',
  stale: '<circle cx="12" cy="12" r="7" fill-opacity="0.25" stroke-dasharray="4 3"/>',
  warning: '<path d="M12 2 22 12 12 22 2 12z"/>',
  minor: '<circle cx="12" cy="12" r="6"/><circle cx="12" cy="12" r="10" fill="none"/>',
  major: '<path d="M12 2.5 22.5 21h-21z"/>',
  critical: '<path d="M3.5 3.5h17v17h-17z"/>',
};

/** A mark as markup; made of constants alone. */
export function markOf(look: Look): string {
  return `<svg viewBox="0 0 24 24" data-look="${look}" aria-hidden="true">${SHAPES[look]}</svg>`;
}

export function worst(a: Look, b: Look): Look {
  return LOOKS.indexOf(a) >= LOOKS.indexOf(b) ? a : b;
}
