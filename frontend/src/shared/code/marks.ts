import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";

/** Something wrong at a place that people count from 1. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** "Line 3, column 5: …" and "… (line 3, column 5)" name a place in the text; without one there is nothing to mark. */
export function markOf(message: string | undefined): Mark | null {
  const found = message?.match(/\bline (\d+)(?:, column (\d+))?/i);
  if (!message || !found) return null;
  return { line: Number(found[1]), column: Number(found[2] ?? 1), message };
}

/** A mark covers the word at its place, or else what is left of its line. */
export function diagnosticsIn(text: Text, marks: readonly Mark[]): Diagnostic[] {
  return marks.map(({ line, column, message }) => {
    const row = text.line(Math.min(Math.max(line, 1), text.lines));
    const start = Math.min(row.from + Math.max(column - 1, 0), row.to);
    const word = /^[\w$]+/.exec(row.text.slice(start - row.from))?.[0].length ?? 0;
    const end = word > 0 ? start + word : row.to;
    // A place behind the last character still needs one to stand under.
    return { from: start === end ? Math.max(row.from, start - 1) : start, to: end, severity: "error", message };
  });
}
