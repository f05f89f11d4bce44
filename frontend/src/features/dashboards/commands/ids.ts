/** A short id that is not taken yet: `w1`, `w2`... Small numbers keep diffs and topics readable. */
export function freshId(prefix: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  let number = used.size + 1;
  while (used.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}
