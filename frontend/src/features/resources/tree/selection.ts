/** Which rows are chosen. Plain functions, so that mouse and keyboard do the same. */
export interface Selection {
  /** The row that keys act on. */
  focus: string | null;
  /** Where a range begins. */
  anchor: string | null;
  /** Chosen besides the open one; empty while only one is. */
  keys: ReadonlySet<string>;
}

export const NOTHING: Selection = { focus: null, anchor: null, keys: new Set() };

/** A bound of what is done in one go. */
export const MOST_CHOSEN = 1_000;

export function only(key: string): Selection {
  return { focus: key, anchor: key, keys: new Set() };
}

/** Add or take away one row. The first time, what was open before counts as chosen. */
export function toggled(selection: Selection, key: string): Selection {
  const keys = new Set(selection.keys);
  if (keys.size === 0 && selection.focus && selection.focus !== key) keys.add(selection.focus);
  if (!keys.delete(key) && keys.size < MOST_CHOSEN) keys.add(key);
  return { focus: key, anchor: key, keys };
}

/** From the anchor to this row, in the order on the screen; blanks are left out by the caller. */
export function ranged(selection: Selection, key: string, order: readonly string[]): Selection {
  const anchor = selection.anchor ?? key;
  const from = order.indexOf(anchor);
  const to = order.indexOf(key);
  if (from < 0 || to < 0) return only(key);
  const [low, high] = from < to ? [from, to] : [to, from];
  return { focus: key, anchor, keys: new Set(order.slice(low, high + 1).slice(0, MOST_CHOSEN)) };
}

/** What an action on this row is about: the chosen ones when it is one of them, else the row alone. */
export function subjects(selection: Selection, key: string): string[] {
  return selection.keys.has(key) ? [...selection.keys] : [key];
}
