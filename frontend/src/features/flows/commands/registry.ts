import type { Command } from "./command";

/** Every file of this folder is one command; dropping a file in adds it to keys, menus and the help. */
const files = import.meta.glob<Record<string, unknown>>(["./*.ts", "!./*.test.ts", "!./registry.ts"], { eager: true });

export const COMMANDS: readonly Command[] = Object.values(files).flatMap((file) =>
  Object.values(file).filter(isReachable),
);

/** Commands that need arguments come from gestures and forms, so they have no shortcut and are not listed. */
function isReachable(value: unknown): value is Command {
  return typeof value === "object" && value !== null && "isEnabled" in value && "shortcuts" in value;
}
