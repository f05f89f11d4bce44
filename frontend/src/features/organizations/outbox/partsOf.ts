export interface TextPart {
  /** Where the part begins. */
  at: number;
  text: string;
  isLink: boolean;
}

/** Plain text with its addresses apart, so that they can be clicked. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const { 0: link, index } of text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g)) {
    if (index > at) parts.push({ at, text: text.slice(at, index), isLink: false });
    parts.push({ at: index, text: link, isLink: true });
    at = index + link.length;
  }
  if (at < text.length) parts.push({ at, text: text.slice(at), isLink: false });
  return parts;
}
