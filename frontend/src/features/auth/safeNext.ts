/** Only addresses of our own: `//elsewhere` would leave the site. */
export function safeNext(next: string | null | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
