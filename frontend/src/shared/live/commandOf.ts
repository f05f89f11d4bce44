import type { Command } from "../api/types";
import { language } from "../i18n/i18n";

/** A command in the news: they go to readers of all languages, with why it failed in each. */
export function commandOf(data: unknown): Command {
  const { detail_in, ...command } = data as Command & { detail_in?: Record<string, string> }; // our server's own JSON
  return { ...command, detail: detail_in?.[language()] ?? command.detail };
}
