/** Where a link inside a page of the handbook leads: to another page of it, or away. */
export function docLink(href: string, slug: string): { to: string; isPage: boolean } {
  const found = /^([\w./-]+)\.md(#[\w-]+)?$/.exec(href);
  if (!found) return { to: href, isPage: false };
  const [, path = "", anchor = ""] = found;
  const base = new URL(`http://handbook/${slug}`);
  return { to: `/help${new URL(path, base).pathname}${anchor}`, isPage: true };
}

/** What GitHub makes of a heading, so that the anchors in the files work in both places. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
}
