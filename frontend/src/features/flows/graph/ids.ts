import type { FlowDocument } from "./document";

const NUMBERED = /^b(\d+)$/;

/** The highest number in use. The editor remembers it, so that a deleted block's id is not given to another block:
 * alarms and state on the server are filed under block ids. */
export function highestId(document: FlowDocument): number {
  let highest = 0;
  for (const id of Object.keys(document.blocks)) {
    const number = Number(NUMBERED.exec(id)?.[1] ?? 0);
    if (number > highest) highest = number;
  }
  return highest;
}

export function freshIds(document: FlowDocument, count: number, above: number): string[] {
  const start = Math.max(highestId(document), above) + 1;
  return Array.from({ length: count }, (_, index) => `b${start + index}`);
}

/** Groups and notes leave nothing behind on the server, so their ids are simply the next free ones. */
export function freshNames(
  taken: Readonly<Record<string, unknown>> | undefined,
  letter: string,
  count: number,
): string[] {
  const numbers = Object.keys(taken ?? {}).map((name) => Number(new RegExp(`^${letter}(\\d+)$`).exec(name)?.[1] ?? 0));
  const start = Math.max(0, ...numbers) + 1;
  return Array.from({ length: count }, (_, index) => `${letter}${start + index}`);
}
