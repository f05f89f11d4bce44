export type Numbered<T> = T & { number: number };

/** Journal entries have no id of their own; their place on the page serves as one. */
export function numbered<T extends object>(rows: readonly T[]): Numbered<T>[] {
  return rows.map((row, number) => ({ ...row, number }));
}
