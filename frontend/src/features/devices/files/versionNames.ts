/** What the next version is probably called: its last number, one higher. */
export function nextVersion(last: string | undefined): string {
  const found = /^(.*?)(\d{1,9})(\D*)$/.exec(last ?? "");
  if (!last) return "1.0";
  if (!found) return "";
  const [, before = "", number = "", after = ""] = found;
  return `${before}${String(Number(number) + 1).padStart(number.length, "0")}${after}`;
}

/** Characters that have a meaning in addresses. */
const FORBIDDEN = /[/\\\p{Cc}]/u;

export function isForbidden(name: string): boolean {
  return FORBIDDEN.test(name);
}
