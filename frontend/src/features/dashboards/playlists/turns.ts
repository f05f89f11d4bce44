import type { PlaylistItem } from "./queries";

/** Where a playlist stands: an entry, and of an entry with all pages one of them. */
export interface Turn {
  at: number;
  page: string | null;
}

/** What may be seen by whoever plays it. */
export function playable(items: readonly PlaylistItem[]): PlaylistItem[] {
  return items.filter(({ name }) => name !== null);
}

/** The turn after this one, or before it; from the last it goes on with the first. */
export function turnAfter(items: readonly PlaylistItem[], turn: Turn, pages: readonly string[], by: 1 | -1): Turn {
  const item = items[turn.at];
  if (item && item.page === null) {
    const place = pages.indexOf(turn.page ?? pages[0] ?? "");
    const page = pages[place + by];
    if (place >= 0 && page) return { at: turn.at, page };
  }
  const at = (turn.at + by + items.length) % Math.max(items.length, 1);
  return { at, page: items[at]?.page ?? null };
}

/** The address of a turn; what else the address says, the scale say, stays. */
export function addressOf(item: PlaylistItem, turn: Turn, playlist: number, search: URLSearchParams): string {
  const next = new URLSearchParams({ kiosk: "1", playlist: String(playlist), at: String(turn.at) });
  if (turn.page) next.set("page", turn.page);
  const scale = search.get("scale");
  if (scale) next.set("scale", scale);
  return `/dashboards/${item.dashboard}?${next}`;
}
