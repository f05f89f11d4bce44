/** Marks that would lie on each other, as one. */
export interface Gathered<T> {
  percent: number;
  marks: T[];
}

const CLOSE_PERCENT = 2;

/** Marks in order of their places; those closer than two percent of the chart's width stand together. */
export function gathered<T>(marks: readonly T[], percentOf: (mark: T) => number): Gathered<T>[] {
  const groups: Gathered<T>[] = [];
  const placed = marks.map((mark) => ({ mark, percent: percentOf(mark) })).sort((a, b) => a.percent - b.percent);
  for (const { mark, percent } of placed) {
    const last = groups.at(-1);
    if (last && percent - last.percent < CLOSE_PERCENT) last.marks.push(mark);
    else groups.push({ percent, marks: [mark] });
  }
  return groups;
}
