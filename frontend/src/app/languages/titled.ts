import type { Messages } from "@/shared/i18n/i18n";

/** Message files of which the title alone is known. A query keeps them apart from the same files as pages load them. */
export function titled(titles: Record<string, string>): Record<string, Messages> {
  return Object.fromEntries(Object.entries(titles).map(([path, title]) => [path.replace("?title", ""), { title }]));
}
