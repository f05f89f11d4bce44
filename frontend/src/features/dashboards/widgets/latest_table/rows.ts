import type { ShownReading } from "../../data/shownReading";
import type { Source } from "../../data/source";

export type Column = "device" | "metric" | "value" | "age";

export interface Row {
  source: Source;
  reading: ShownReading;
}

export interface Order {
  column: Column;
  isUp: boolean;
}

/** Rows whose device, name or value holds the words. */
export function found(rows: readonly Row[], search: string): Row[] {
  const words = search.trim().toLowerCase();
  return rows.filter(({ source, reading }) =>
    `${source.info.device} ${source.label} ${reading.text}`.toLowerCase().includes(words),
  );
}

/** In the order of a column; without one as they are. Rows that have nothing there come last. */
export function sorted(rows: readonly Row[], order: Order | null): Row[] {
  if (!order) return [...rows];
  const sign = order.isUp ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [first, second] = [keyOf(a, order.column), keyOf(b, order.column)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    if (typeof first === "number" && typeof second === "number") return sign * (first - second);
    return sign * String(first).localeCompare(String(second), undefined, { numeric: true });
  });
}

function keyOf({ source, reading }: Row, column: Column): string | number | null {
  switch (column) {
    case "device":
      return source.info.device || null;
    case "metric":
      return source.label;
    case "value":
      return reading.number ?? (reading.condition === "empty" || reading.condition === "missing" ? null : reading.text);
    case "age":
      return reading.age_ms;
  }
}
