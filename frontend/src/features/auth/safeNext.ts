/** Only addresses of our own: `//elsewhere` would leave the site. */
export function safeNext(next: string | null | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

/** Where somebody who came in goes: to what they wanted, else to where they or their profiles begin. */
export function firstPage(next: string, startPage: string): string {
  return next === "/" ? safeNext(startPage) : next;
}
